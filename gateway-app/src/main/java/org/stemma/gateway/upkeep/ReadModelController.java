package org.stemma.gateway.upkeep;

import static org.stemma.gateway.security.Allowed.Who.MEMBER;
import static org.stemma.gateway.security.Allowed.Who.ROLES;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.stemma.api.Command;
import org.stemma.api.RequestId;
import org.stemma.api.member.Role;
import org.stemma.gateway.health.Lag;
import org.stemma.gateway.readmodel.Dump;
import org.stemma.gateway.readmodel.Rebuilder;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.web.Numbers;
import org.stemma.gateway.web.Write;
import org.stemma.gateway.web.Writes;

/** The read model as its operator sees it. */
@RestController
class ReadModelController {
    private static final String PATH = "/v1/read-model";
    private static final String NDJSON = "application/x-ndjson";

    private final Rebuilder rebuilder;
    private final Dump dump;
    private final Lag lag;

    /** The request that began the last rebuild; the same again is the same rebuild. */
    private Optional<RequestId> begunBy = Optional.empty();

    ReadModelController(Rebuilder rebuilder, Dump dump, Lag lag) {
        this.rebuilder = rebuilder;
        this.dump = dump;
        this.lag = lag;
    }

    /** Asks for a rebuild. */
    record RebuildReadModel(RequestId request) implements Command {}

    @GetMapping(PATH)
    @Allowed(MEMBER)
    ReadModelView show() {
        return ReadModelView.of(rebuilder, lag.look(), Instant.now());
    }

    @PostMapping(PATH + "/rebuild")
    @Allowed(
            value = ROLES,
            roles = {Role.ADMIN})
    @Writes(function = "", command = RebuildReadModel.class)
    ResponseEntity<ReadModelView> rebuild(Write write) {
        begin(write.command(RebuildReadModel.class).request());
        return ResponseEntity.accepted().location(URI.create(PATH)).body(show());
    }

    private synchronized void begin(RequestId request) {
        if (!begunBy.equals(Optional.of(request))) {
            rebuilder.ask();
            begunBy = Optional.of(request);
        }
    }

    /** Streams; what breaks off before its last line, {@code {"rows":N}}, is not the whole. */
    @GetMapping(PATH + "/dump")
    @Allowed(
            value = ROLES,
            roles = {Role.ADMIN},
            privateRows = true)
    @ApiResponse(
            responseCode = "200",
            description = "lines of JSON",
            content = @Content(mediaType = NDJSON, schema = @Schema(type = "string")))
    void dump(@RequestParam(required = false) @Nullable String height, HttpServletResponse response)
            throws IOException {
        Optional<Long> at = Optional.ofNullable(height).map(ReadModelController::height);
        try {
            dump.write(at, found -> {
                response.setContentType(NDJSON);
                response.setHeader("Stemma-Height", Long.toString(found));
                return out(response);
            });
            response.flushBuffer();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static OutputStream out(HttpServletResponse response) {
        try {
            return new BufferedOutputStream(response.getOutputStream(), 1 << 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long height(String asked) {
        return Numbers.natural("height", asked);
    }
}
