package org.stemma.gateway.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.stemma.gateway.security.SecurityHeaders;

/** What the server refuses before any servlet is asked, such as a path that is none: a problem as well. Made by Tomcat. */
public final class ServerProblems extends ErrorReportValve {
    @Override
    protected void report(Request request, Response response, Throwable throwable) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        // What is said in the body is what stands in the head.
        Problem problem = Problem.of(Problems.ofHttp(status, "the request is not of its form"), status, "");
        try {
            // No filter has seen it.
            SecurityHeaders.put(response, request.isSecure());
            response.setHeader("Cache-Control", "no-store");
            response.setContentType(Problem.MEDIA_TYPE);
            response.setCharacterEncoding(StandardCharsets.UTF_8);
            response.getReporter().write(problem.json());
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            // The client is gone, or got an answer already.
            container.getLogger().debug("no problem could be written", e);
        }
    }
}
