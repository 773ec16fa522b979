package org.stemma.client.gateway;

import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * A stream of events (WHATWG, server-sent events). What broke off before its empty line is no event: its id is not taken
 * for seen. A stream that says nothing for too long, not even that it lives, is closed from here, since nobody else tells.
 */
final class EventLines {
    private static final String ID = "id:";
    private static final String DATA = "data:";
    private static final int LOOKS = 4;

    private final InputStream stream;
    private final AtomicLong heard = new AtomicLong(System.nanoTime());
    private Optional<String> last;

    EventLines(InputStream stream, Optional<String> last) {
        this.stream = stream;
        this.last = last;
    }

    /** The last id that came with its event, or alone. */
    Optional<String> last() {
        return last;
    }

    /**
     * Reads until the stream ends, is silent for too long, or nobody wants more.
     *
     * @return whether it ended by itself or by silence, rather than since nobody wanted more
     */
    boolean read(Duration silence, Predicate<JsonObject> wants) {
        Thread watch = new Thread(() -> closeWhenSilent(silence), "event-silence");
        watch.setDaemon(true);
        watch.start();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return readAll(lines, wants);
        } catch (IOException e) {
            return true;
        } finally {
            watch.interrupt();
        }
    }

    private boolean readAll(BufferedReader lines, Predicate<JsonObject> wants) throws IOException {
        Optional<String> id = Optional.empty();
        Optional<String> data = Optional.empty();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            heard.set(System.nanoTime());
            if (line.startsWith(ID)) {
                id = Optional.of(valueOf(line, ID));
            } else if (line.startsWith(DATA)) {
                data = Optional.of(valueOf(line, DATA));
            } else if (line.isEmpty()) {
                boolean more =
                        data.isEmpty() || wants.test(Json.parse(data.get()).getAsJsonObject());
                last = id.or(() -> last);
                if (!more) {
                    return false;
                }
                id = Optional.empty();
                data = Optional.empty();
            }
        }
        return true;
    }

    private static String valueOf(String line, String field) {
        String value = line.substring(field.length());
        return value.startsWith(" ") ? value.substring(1) : value;
    }

    private void closeWhenSilent(Duration silence) {
        try {
            while (System.nanoTime() - heard.get() < silence.toNanos()) {
                Thread.sleep(Math.max(1, silence.toMillis() / LOOKS));
            }
            stream.close();
        } catch (InterruptedException e) {
            // It was read to its end.
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // Closed all the same.
        }
    }
}
