package org.stemma.gateway.events;

import static org.stemma.gateway.security.Allowed.Who.MEMBER;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.stemma.api.MalformedException;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.web.Malformed;
import org.stemma.gateway.web.Paging;

/** What happened on the ledger: as pages, or as a stream for whoever accepts {@code text/event-stream}. */
@RestController
class EventController {
    private static final String LATEST = "latest";
    private static final int MAX_TYPES = 20;

    private final Events events;
    private final EventStreams streams;

    EventController(Events events, EventStreams streams) {
        this.events = events;
        this.streams = streams;
    }

    @GetMapping("/v1/events")
    @Allowed(value = MEMBER, privateRows = true)
    EventPage page(
            Caller caller,
            @RequestParam(required = false, defaultValue = "") List<String> type,
            @RequestParam Optional<String> party,
            @RequestParam Optional<String> asset,
            @RequestParam Optional<String> after,
            Paging paging) {
        Interest interest = interest(type, party, asset);
        Position from = paging.after()
                .map(cursor -> position("cursor", cursor))
                .orElseGet(() -> position("after", after.orElse(Position.EARLIEST_WORD)));
        Events.Slice slice = events.after(from, caller.organisation(), interest, paging.limit());
        String through = slice.through().toString();
        Optional<String> next = Optional.of(through).filter(position -> slice.more());
        return new EventPage(
                slice.events().stream().map(LedgerEvent::view).toList(), next.map(paging::cursor), through);
    }

    @GetMapping(path = "/v1/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = MediaType.TEXT_EVENT_STREAM_VALUE, schema = @Schema(type = "string")))
    @Allowed(value = MEMBER, privateRows = true)
    void stream(
            Caller caller,
            @RequestParam(required = false, defaultValue = "") List<String> type,
            @RequestParam Optional<String> party,
            @RequestParam Optional<String> asset,
            @RequestParam Optional<String> after,
            @RequestHeader(name = "Last-Event-ID") Optional<String> lastEventId,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Interest interest = interest(type, party, asset);
        // What a client got last is newer than the address with which it began.
        Position from = lastEventId
                .map(id -> position("Last-Event-ID", id))
                .orElseGet(() -> position("after", after.orElse(LATEST)));
        streams.open(caller, from, interest, request, response);
    }

    private static Interest interest(List<String> types, Optional<String> party, Optional<String> asset) {
        if (types.size() > MAX_TYPES) {
            throw Malformed.at("type", "at most " + MAX_TYPES + " types are accepted");
        }
        return Interest.of(types, party, asset);
    }

    private Position position(String name, String text) {
        try {
            return text.equals(LATEST) ? events.latest() : Position.of(text);
        } catch (MalformedException e) {
            throw Malformed.at(e, name);
        }
    }
}
