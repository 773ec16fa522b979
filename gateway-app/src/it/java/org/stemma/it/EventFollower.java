package org.stemma.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client of an event stream, as any: when the stream breaks it comes back and names the last id that it got. */
final class EventFollower implements Callable<EventFollower> {
    private static final Pattern ID = Pattern.compile("([0-9]+)-([0-9]+)-([0-9]+)");
    private static final int PAUSE_MILLIS = 500;
    private static final int MAX_TRANSACTIONS = 100_000;
    private static final int MAX_EVENTS = 1000;

    private final HttpClient http;
    private final URI uri;
    private final String key;
    private final IntSupplier wanted;
    private final AtomicInteger got = new AtomicInteger();
    private long[] places = new long[1024];
    private String last;
    private int repeated;
    private int connected;

    /**
     * @param after where it begins
     * @param wanted how many events there are; it ends when it has so many
     */
    EventFollower(HttpClient http, URI uri, String key, String after, IntSupplier wanted) {
        this.http = http;
        this.uri = uri;
        this.key = key;
        this.last = after;
        this.wanted = wanted;
    }

    /** A number for an event's id that grows in the ledger's order. */
    static long place(String id) {
        Matcher matcher = ID.matcher(id);
        if (!matcher.matches()) {
            throw new IllegalStateException("no id of an event: " + id);
        }
        return (Long.parseLong(matcher.group(1)) * MAX_TRANSACTIONS + Long.parseLong(matcher.group(2))) * MAX_EVENTS
                + Long.parseLong(matcher.group(3));
    }

    /** The events that it got, each once, in the order in which they came. */
    long[] places() {
        return java.util.Arrays.copyOf(places, got.get());
    }

    int got() {
        return got.get();
    }

    /** Events that came again under the id of the one before. */
    int repeated() {
        return repeated;
    }

    /** How often its stream broke, and went on. */
    int resumed() {
        return connected - 1;
    }

    @Override
    public EventFollower call() throws InterruptedException {
        while (!isDone()) {
            try {
                follow();
            } catch (IOException e) {
                Thread.sleep(PAUSE_MILLIS);
            }
        }
        return this;
    }

    private boolean isDone() {
        return got.get() >= wanted.getAsInt();
    }

    private void follow() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + key)
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", last)
                .build();
        HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(response.body(), StandardCharsets.UTF_8), 1 << 16)) {
            if (response.statusCode() != 200) {
                throw new IOException("answered " + response.statusCode());
            }
            connected++;
            String id = "";
            for (String line = lines.readLine(); line != null && !isDone(); line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    take(id);
                } else if (line.isEmpty() && !id.isEmpty()) {
                    last = id;
                }
            }
        }
    }

    private void take(String id) {
        long place = place(id);
        int count = got.get();
        if (count > 0 && places[count - 1] == place) {
            repeated++;
            return;
        }
        if (count == places.length) {
            places = java.util.Arrays.copyOf(places, 2 * count);
        }
        places[count] = place;
        got.set(count + 1);
    }
}
