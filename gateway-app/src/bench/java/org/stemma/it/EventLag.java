package org.stemma.it;

import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.protos.peer.FilteredBlock;

/** Follows a peer's blocks and a gateway's stream of events: how far the second is behind the first. */
final class EventLag implements AutoCloseable {
    private final Map<String, Long> inBlock = new ConcurrentHashMap<>();
    private final Map<String, Long> told = new ConcurrentHashMap<>();
    private final CloseableIterator<FilteredBlock> blocks;
    private final InputStream events;

    /** From the next block on, and the next event. */
    EventLag(CloseableIterator<FilteredBlock> blocks, HttpClient http, HttpRequest stream)
            throws IOException, InterruptedException {
        this.blocks = blocks;
        HttpResponse<InputStream> answer = http.send(stream, HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            throw new IOException("no stream: " + answer.statusCode());
        }
        this.events = answer.body();
        daemon("blocks", () -> blocks.forEachRemaining(this::take));
        daemon("events", this::follow);
    }

    private void take(FilteredBlock block) {
        long now = System.nanoTime();
        block.getFilteredTransactionsList().forEach(one -> inBlock.putIfAbsent(one.getTxid(), now));
    }

    private void follow() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data:")) {
                    long now = System.nanoTime();
                    String transaction = JsonParser.parseString(line.substring(5))
                            .getAsJsonObject()
                            .get("transaction")
                            .getAsString();
                    told.putIfAbsent(transaction, now);
                }
            }
        } catch (IOException e) {
            // Closed; whatever was not told by then is missing in the result.
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Of what is in a block and was told; an event that overtook the bench's own view of its block was not behind at all. */
    Samples samples() {
        Samples samples = new Samples();
        told.forEach((transaction, heard) -> {
            Long at = inBlock.get(transaction);
            if (at != null) {
                samples.add(Math.max(0, heard - at));
            }
        });
        return samples;
    }

    @Override
    public void close() throws IOException {
        blocks.close();
        events.close();
    }
}
