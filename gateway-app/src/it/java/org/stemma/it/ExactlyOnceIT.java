package org.stemma.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.stemma.api.Codec;
import org.stemma.api.WalletId;

/** One purchase, sent many times at once under one Idempotency-Key while the gateway is killed: one grant, one charge. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ExactlyOnceIT {
    private static final int SENDERS = 50;
    private static final int ROUNDS = NetworkFile.size("kills", 2);
    private static final int FIRST_KILL_MILLIS = 150;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** The supervisor of a member's nodes gives up one that ends six times within a minute. */
    private static final Duration BETWEEN_KILLS = ROUNDS > 5 ? Duration.ofSeconds(13) : Duration.ZERO;

    private final NetworkFile network = NetworkFile.read();
    private final Clients clients = new Clients(network);
    private final Rest studio = new Rest(network, "StudioMSP");
    private final AtomicInteger unanswered = new AtomicInteger();

    @BeforeAll
    void start() {
        Gateways.up(network);
    }

    @AfterAll
    void close() {
        clients.close();
    }

    @Test
    void a_purchase_is_made_once_however_often_it_is_sent_and_whoever_dies() throws Exception {
        Market market = new Market(new Chaincode(clients));
        for (int round = 0; round < ROUNDS; round++) {
            int kill = FIRST_KILL_MILLIS * (round + 1);
            WalletId wallet = market.wallet("100");
            Instant began = Instant.now();
            List<Rest.Answer> answers = sendWithKill(purchase(market, wallet), kill);

            Set<String> grants = new HashSet<>();
            Set<String> transactions = new HashSet<>();
            for (Rest.Answer answer : answers) {
                grants.add(answer.text("id"));
                transactions.add(answer.text("transaction"));
            }
            System.out.printf("killed after %d ms: %d answers, grants %s%n", kill, answers.size(), grants);
            assertEquals(SENDERS, answers.size());
            assertEquals(1, grants.size(), () -> "one grant, not " + grants);
            assertEquals(1, transactions.size(), () -> "all answers name one transaction, not " + transactions);
            assertEquals("60", balance(wallet, answers.get(0).text("block")));
            Duration rest = Duration.between(Instant.now(), began.plus(BETWEEN_KILLS));
            Thread.sleep(Math.max(0, rest.toMillis()));
        }
    }

    /** All may have been answered before the kill: the next gateway is waited for, and must have read the block. */
    private String balance(WalletId wallet, String block) throws InterruptedException {
        Map<String, String> headers =
                Map.of("Authorization", "Bearer " + studio.key("buyer"), "Stemma-After-Block", block);
        return untilAnswered(200, () -> studio.send("GET", "/v1/wallets/" + wallet, headers, new byte[0]))
                .body()
                .getAsJsonObject("balance")
                .get("amount")
                .getAsString();
    }

    private static String purchase(Market market, WalletId wallet) {
        Map<String, Object> members = Codec.members(Codec.encode(market.purchase(wallet, "40")));
        Map<String, Object> body = new java.util.TreeMap<>(members);
        body.keySet().removeAll(Set.of("request", "v", "folds"));
        return Codec.write(body);
    }

    /** Sends from many threads; each goes on until it is answered. */
    private List<Rest.Answer> sendWithKill(String purchase, int killMillis) throws Exception {
        byte[] body = purchase.getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = studio.as("buyer", UUID.randomUUID().toString());
        long pid = network.pid("StudioMSP", "studio-gateway");
        unanswered.set(0);
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        try {
            List<Future<Rest.Answer>> sent = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                sent.add(senders.submit(
                        () -> untilAnswered(201, () -> studio.send("POST", "/v1/grants", headers, body))));
            }
            Thread.sleep(killMillis);
            assertTrue(ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false), "no gateway to kill");
            return answers(sent);
        } finally {
            senders.shutdownNow();
            System.out.printf("attempts without an answer, until the gateway was back: %d%n", unanswered.get());
        }
    }

    private static List<Rest.Answer> answers(List<Future<Rest.Answer>> sent)
            throws InterruptedException, ExecutionException {
        List<Rest.Answer> answers = new ArrayList<>();
        for (Future<Rest.Answer> one : sent) {
            answers.add(one.get());
        }
        return answers;
    }

    private interface Request {
        Rest.Answer send() throws IOException;
    }

    private Rest.Answer untilAnswered(int done, Request request) throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        String last = "nothing";
        while (Instant.now().isBefore(end)) {
            try {
                Rest.Answer answer = request.send();
                if (answer.status() == done) {
                    return answer;
                }
                // Not done yet: 202 is an outcome that the gateway does not know, 503 a gateway that is starting.
                assertTrue(answer.status() == 202 || answer.status() == 503, () -> "unexpected: " + answer);
                last = answer.toString();
            } catch (IOException e) {
                unanswered.incrementAndGet();
                last = e.toString();
            }
            Thread.sleep(200);
        }
        throw new IllegalStateException("no answer in time; the last was " + last);
    }
}
