package org.stemma.client;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.stemma.api.MalformedException;
import org.stemma.client.gateway.Printable;
import org.stemma.client.gateway.RefusedCall;
import org.stemma.client.gateway.UnreachableException;

/** What people read when something is not as they wished, and the exit code that goes with it. */
final class Failures {
    private Failures() {}

    /** Expected failures are sentences; anything else shows its trace. */
    static int show(Exception failure, PrintWriter err) throws Exception {
        if (failure instanceof RefusedCall refused) {
            err.println(refused.code() + "  " + Printable.line(refused.sentence()));
            refused.facts()
                    .forEach((name, fact) -> err.println("  " + Printable.line(name) + ": " + Printable.line(fact)));
            return refused.code().equals("gateway.outcome_unknown") ? Stemma.UNDER_WAY : Stemma.REFUSED;
        } else if (failure instanceof UnreachableException) {
            err.println(failure.getMessage());
            return Stemma.UNREACHABLE;
        } else if (failure instanceof IOException broken) {
            err.println("stemma: " + Printable.line(sentence(broken)));
            return Stemma.USAGE;
        } else if (failure instanceof MalformedException || failure instanceof JsonParseException) {
            err.println("stemma: " + Printable.line(String.valueOf(failure.getMessage())));
            return Stemma.USAGE;
        }
        throw failure;
    }

    /** Java names only the file when there is none. */
    static String sentence(IOException failure) {
        if (failure instanceof NoSuchFileException absent) {
            return absent.getFile() + " can't be read: there is no such file";
        } else if (failure instanceof AccessDeniedException denied) {
            return denied.getFile() + " can't be read: access is denied";
        } else if (failure instanceof FileSystemException other && other.getFile() != null) {
            return other.getFile() + " can't be read: " + other.getReason();
        }
        return String.valueOf(failure.getMessage());
    }
}
