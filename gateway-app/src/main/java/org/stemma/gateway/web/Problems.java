package org.stemma.gateway.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.coyote.BadRequestException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.stemma.api.Category;
import org.stemma.api.MalformedException;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.database.DatabaseFailure;
import org.stemma.gateway.ledger.LedgerFailure;
import org.stemma.gateway.ledger.OutcomeUnknown;
import org.stemma.gateway.security.ProblemWriter;
import org.stemma.gateway.security.RequestNotes;

/** Turns whatever is thrown into a problem with a code. What nobody expected is logged, and told nobody. */
@RestControllerAdvice
class Problems implements ProblemWriter {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    /** A peer that was restarted is back after about so long. */
    private static final String RETRY_AFTER_SECONDS = "5";

    /** Statuses of HTTP itself, which no category of refusals has. */
    private static final Map<GatewayRefusal, HttpStatus> OF_HTTP = Map.of(
            GatewayRefusal.METHOD_NOT_ALLOWED, HttpStatus.METHOD_NOT_ALLOWED,
            GatewayRefusal.NOT_ACCEPTABLE, HttpStatus.NOT_ACCEPTABLE,
            GatewayRefusal.BODY_TOO_LARGE, HttpStatus.CONTENT_TOO_LARGE,
            GatewayRefusal.BODY_UNFINISHED, HttpStatus.REQUEST_TIMEOUT,
            GatewayRefusal.CONTENT_TYPE, HttpStatus.UNSUPPORTED_MEDIA_TYPE,
            GatewayRefusal.INTERNAL, HttpStatus.INTERNAL_SERVER_ERROR);

    @ExceptionHandler
    ResponseEntity<byte[]> refused(Refused e, HttpServletRequest request) {
        return answer(noted(problem(e, request.getRequestURI()), request));
    }

    @ExceptionHandler
    ResponseEntity<byte[]> malformed(MalformedException e, HttpServletRequest request) {
        return answer(noted(problem(Malformed.at(e, ""), request.getRequestURI()), request));
    }

    /** What the server can't decode in a query it says only when somebody asks for a parameter. */
    @ExceptionHandler
    ResponseEntity<byte[]> undecodable(InvalidParameterException e, HttpServletRequest request) {
        return malformed(new MalformedException("the query can't be decoded"), request);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> failed(LedgerFailure e, HttpServletRequest request) {
        Problem problem =
                noted(Problem.of(e.status(), e.code(), e.sentence(), e.facts(), request.getRequestURI()), request);
        if (e instanceof OutcomeUnknown unknown) {
            return ResponseEntity.accepted()
                    .location(URI.create("/v1/transactions/" + unknown.transactionId()))
                    .contentType(MediaType.parseMediaType(Problem.MEDIA_TYPE))
                    .body(bytes(problem));
        }
        return answer(problem);
    }

    /** An id, a word or a time in a path or a query. */
    @ExceptionHandler
    ResponseEntity<byte[]> mistyped(MethodArgumentTypeMismatchException e, HttpServletRequest request) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof MalformedException malformed) {
                return malformed(malformed.inside(e.getName()), request);
            }
        }
        return malformed(new MalformedException("another value is expected").inside(e.getName()), request);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> missing(MissingServletRequestParameterException e, HttpServletRequest request) {
        return malformed(
                new MalformedException("the query parameter is missing").inside(e.getParameterName()), request);
    }

    /** Spring's own exceptions carry the status that HTTP has for them; anything else is our fault. */
    @ExceptionHandler
    ResponseEntity<byte[]> unexpected(Exception e, HttpServletRequest request) {
        String instance = request.getRequestURI();
        if (e instanceof ErrorResponse response && response.getStatusCode().is4xxClientError()) {
            Problem problem =
                    noted(problem(ofHttp(response.getStatusCode().value(), reason(response)), instance), request);
            return ResponseEntity.status(problem.status())
                    .headers(headers -> headers.putAll(response.getHeaders()))
                    .contentType(MediaType.parseMediaType(Problem.MEDIA_TYPE))
                    .body(bytes(problem));
        }
        if (DatabaseFailure.isUnavailable(e)) {
            return answer(problem(DatabaseGuard.refusal(e, request), instance));
        }
        if (isOfConnection(e)) {
            // The client is gone, or its body broke off: nothing went wrong here.
            LOG.warn("{} {} broke off: {}", request.getMethod(), instance, e.toString());
        } else {
            LOG.error("{} {} failed", request.getMethod(), instance, e);
        }
        return answer(noted(problem(Refused.because(GatewayRefusal.INTERNAL), instance), request));
    }

    private static boolean isOfConnection(Exception e) {
        return e instanceof AsyncRequestNotUsableException
                || e instanceof ClientAbortException
                || e instanceof BadRequestException
                || e instanceof EOFException
                || e instanceof SocketTimeoutException;
    }

    private static String reason(ErrorResponse response) {
        String detail = response.getBody().getDetail();
        return detail == null ? "the request is not of its form" : detail;
    }

    static Refused ofHttp(int status, String reason) {
        return switch (status) {
            case 404 -> Refused.because(GatewayRefusal.PATH_UNKNOWN);
            case 405 -> Refused.because(GatewayRefusal.METHOD_NOT_ALLOWED);
            case 406 -> Refused.because(GatewayRefusal.NOT_ACCEPTABLE);
            case 413 -> Refused.because(GatewayRefusal.BODY_TOO_LARGE);
            case 415 -> Refused.because(GatewayRefusal.CONTENT_TYPE);
            case 501, 505 -> Malformed.at("", "HTTP/1.1 and its usual methods are expected");
            default -> status < 500 ? Malformed.at("", reason) : Refused.because(GatewayRefusal.INTERNAL);
        };
    }

    static Problem problem(Refused refused, String instance) {
        if (refused.refusal() instanceof GatewayRefusal ours && OF_HTTP.containsKey(ours)) {
            return Problem.of(
                    refused, OF_HTTP.getOrDefault(ours, HttpStatus.BAD_REQUEST).value(), instance);
        }
        return Problem.of(refused, instance);
    }

    @Override
    public void write(Refused refused, HttpServletRequest request, HttpServletResponse response) throws IOException {
        write(noted(problem(refused, request.getRequestURI()), request), response);
    }

    /** The audit log tells why a request was refused. */
    private static Problem noted(Problem problem, HttpServletRequest request) {
        RequestNotes.refused(request, problem.code(), problem.detail());
        return problem;
    }

    static void write(Problem problem, HttpServletResponse response) throws IOException {
        response.setStatus(problem.status());
        response.setContentType(Problem.MEDIA_TYPE);
        if (problem.status() == Category.UNAUTHENTICATED.status()) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        if (response.getHeader(HttpHeaders.RETRY_AFTER) == null) {
            retryAfter(problem).ifPresent(seconds -> response.setHeader(HttpHeaders.RETRY_AFTER, seconds));
        }
        byte[] body = bytes(problem);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static ResponseEntity<byte[]> answer(Problem problem) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(problem.status());
        if (problem.status() == Category.UNAUTHENTICATED.status()) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        retryAfter(problem).ifPresent(seconds -> answer.header(HttpHeaders.RETRY_AFTER, seconds));
        return answer.contentType(MediaType.parseMediaType(Problem.MEDIA_TYPE)).body(bytes(problem));
    }

    /** When to come again: whatever is away, and each limit, since only such are answered so that waiting helps with. */
    private static Optional<String> retryAfter(Problem problem) {
        if (problem.status() == Category.LIMIT.status()) {
            return Optional.of(Waits.seconds(problem.code(), problem.facts(), Instant.now()));
        }
        return problem.status() == Category.UNAVAILABLE.status() ? Optional.of(RETRY_AFTER_SECONDS) : Optional.empty();
    }

    private static byte[] bytes(Problem problem) {
        return problem.json().getBytes(StandardCharsets.UTF_8);
    }
}
