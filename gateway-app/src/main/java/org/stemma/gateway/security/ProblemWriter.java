package org.stemma.gateway.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.stemma.api.Refused;

/** Answers with a problem where no handler is reached. */
@FunctionalInterface
public interface ProblemWriter {
    void write(Refused refused, HttpServletRequest request, HttpServletResponse response) throws IOException;
}
