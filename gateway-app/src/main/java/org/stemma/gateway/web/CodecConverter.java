package org.stemma.gateway.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.stemma.api.Codec;

/** Writes our records as canonical JSON, the one form that there is. Bodies are read elsewhere. */
final class CodecConverter extends AbstractHttpMessageConverter<Object> {
    CodecConverter() {
        super(MediaType.APPLICATION_JSON);
    }

    @Override
    protected boolean supports(Class<?> type) {
        return type.isRecord() && type.getName().startsWith("org.stemma.");
    }

    @Override
    protected boolean canRead(@Nullable MediaType mediaType) {
        return false;
    }

    @Override
    protected Object readInternal(Class<?> type, HttpInputMessage input) {
        throw new HttpMessageNotReadableException("bodies are read strictly, elsewhere", input);
    }

    @Override
    protected void writeInternal(Object value, HttpOutputMessage output) throws IOException {
        byte[] body = Codec.encode(value).getBytes(StandardCharsets.UTF_8);
        output.getHeaders().setContentLength(body.length);
        output.getBody().write(body);
    }
}
