package org.stemma.gateway.kernel;

import static org.stemma.gateway.security.Allowed.Who.ANYONE;
import static org.stemma.gateway.security.Allowed.Who.WRITER;

import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.stemma.api.kernel.Charter;
import org.stemma.api.kernel.KernelCommand;
import org.stemma.gateway.ledger.Committed;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.web.Malformed;
import org.stemma.gateway.web.Write;
import org.stemma.gateway.web.Writes;
import org.stemma.gateway.web.Written;

/** The charter, the clock, the closing of epochs. */
@RestController
class KernelController {
    private final Epochs epochs;

    KernelController(Epochs epochs) {
        this.epochs = epochs;
    }

    @GetMapping("/v1/charter")
    @Allowed(ANYONE)
    Charter charter() {
        return epochs.charter();
    }

    /**
     * The ledger's time as this gateway's clock has it.
     *
     * @param closedThrough the last closed epoch
     * @param closedPeriod the last period that nothing can enter any more; 0 or below if none
     */
    record ClockView(Instant now, long epoch, long period, long closedThrough, long closedPeriod) {}

    @GetMapping("/v1/clock")
    @Allowed(ANYONE)
    ClockView clock() {
        Charter charter = epochs.charter();
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        long epoch = charter.epochOf(now);
        long closed = epochs.closedThrough();
        return new ClockView(now, epoch, charter.periodOf(epoch), closed, Epochs.lastPeriodWithin(charter, closed));
    }

    @PostMapping("/v1/epochs/closure")
    @Allowed(WRITER)
    @Writes(
            function = "kernel:closeEpochs",
            command = KernelCommand.CloseEpochs.class,
            added = {"through"})
    ResponseEntity<Written> close(Write write) {
        if (!write.isEmpty()) {
            throw Malformed.at("", "an empty object is expected");
        }
        long due = epochs.dueThrough();
        Committed committed = epochs.closeThrough(write.caller(), due)
                .orElseGet(() -> epochs.close(write.caller(), epochs.closedThrough()));
        return ResponseEntity.created(URI.create("/v1/clock"))
                .body(new Written(
                        committed.outcome().id(),
                        committed.outcome().version(),
                        committed.transactionId(),
                        Optional.of(committed.block())));
    }
}
