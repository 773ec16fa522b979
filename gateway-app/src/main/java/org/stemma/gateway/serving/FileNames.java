package org.stemma.gateway.serving;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.stemma.api.Refused;

/** Names of files in headers, which hold ASCII alone: UTF-8, percent-encoded as in addresses. */
final class FileNames {
    private static final Pattern VISIBLE = Pattern.compile("[\\x20-\\x7e]*");

    private FileNames() {}

    static String decoded(String header) {
        try {
            if (VISIBLE.matcher(header).matches()) {
                // A plus is a plus: this is no form.
                String bytes = URLDecoder.decode(header.replace("+", "%2B"), StandardCharsets.ISO_8859_1);
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                        .toString();
            }
        } catch (IllegalArgumentException | CharacterCodingException e) {
            // Said below.
        }
        throw Refused.because(
                ServingRefusal.FILE_NAME_INVALID, "fileName", header, "reason", "percent-encoded UTF-8 is expected");
    }
}
