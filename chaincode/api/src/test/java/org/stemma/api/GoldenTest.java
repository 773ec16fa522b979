package org.stemma.api;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stemma.api.account.Lane;
import org.stemma.api.account.Receipt;
import org.stemma.api.account.Wallet;
import org.stemma.api.asset.AssetVersion;
import org.stemma.api.kernel.Charter;
import org.stemma.api.license.Grant;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.license.Terms;
import org.stemma.api.royalty.Settlement;
import org.stemma.api.usage.UsageCommand;

/**
 * What is on a ledger stays readable: these files never change. A new form of a record gets a new file and a new version.
 * {@code -Dstemma.golden=DIRECTORY} writes files for records that have none yet.
 */
final class GoldenTest {
    static Stream<Class<?>> kept() {
        return Stream.of(
                Charter.class,
                Wallet.class,
                Lane.class,
                Receipt.class,
                AssetVersion.class,
                Terms.class,
                Grant.class,
                Settlement.class,
                Envelope.class,
                LicenseCommand.BuyGrant.class,
                UsageCommand.Report.class);
    }

    /** A member that came later is absent from what was written before. */
    @Test
    void settlements_of_before_there_were_shares_are_read() throws IOException {
        try (InputStream file = GoldenTest.class.getResourceAsStream("/golden/Settlement-1-without-shares.json")) {
            String json = new String(requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            Settlement read = Codec.decode(json, Settlement.class);
            assertEquals(Optional.empty(), read.applied().get(0).poolNano());
            assertEquals(json, Codec.encode(read));
        }
    }

    @Test
    void charters_of_before_the_council_changed_limits_of_time_are_read() throws IOException {
        try (InputStream file = GoldenTest.class.getResourceAsStream("/golden/Charter-1-without-limits.json")) {
            String json = new String(requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            Charter read = Codec.decode(json, Charter.class);
            assertEquals(Optional.empty(), read.limits());
            assertEquals(json, Codec.encode(read));
        }
    }

    @Test
    void charters_of_before_they_named_what_orders_are_in_force_on_are_read() throws IOException {
        try (InputStream file = GoldenTest.class.getResourceAsStream("/golden/Charter-1-without-orders.json")) {
            String json = new String(requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            Charter read = Codec.decode(json, Charter.class);
            assertEquals(Optional.empty(), read.orders());
            assertEquals(json, Codec.encode(read));
        }
    }

    @Test
    void grants_of_before_they_kept_their_price_are_read() throws IOException {
        try (InputStream file = GoldenTest.class.getResourceAsStream("/golden/Grant-1-without-price.json")) {
            String json = new String(requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            Grant read = Codec.decode(json, Grant.class);
            assertEquals(Optional.empty(), read.price());
            assertEquals(json, Codec.encode(read));
        }
    }

    @Test
    void grants_of_before_they_kept_their_meters_keys_are_read() throws IOException {
        try (InputStream file = GoldenTest.class.getResourceAsStream("/golden/Grant-1-without-meter-keys.json")) {
            String json = new String(requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            Grant read = Codec.decode(json, Grant.class);
            assertEquals(Optional.empty(), read.meterKeys());
            assertEquals(Optional.empty(), read.keyOf(read.meters().get(0)));
            assertEquals(json, Codec.encode(read));
        }
    }

    @ParameterizedTest
    @MethodSource("kept")
    void what_was_written_is_read_and_written_the_same(Class<?> type) throws IOException {
        String name = type.getName().replaceAll(".*[.$]", "") + "-" + Document.VERSION + ".json";
        String directory = System.getProperty("stemma.golden");
        if (directory != null && Files.notExists(Path.of(directory, name))) {
            Files.writeString(Path.of(directory, name), Codec.encode(Samples.of(type)));
        }
        try (InputStream file = GoldenTest.class.getResourceAsStream("/golden/" + name)) {
            assertNotNull(file, "no golden file " + name);
            String json = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(json, Codec.encode(Codec.decode(json, type)));
            assertEquals(Samples.of(type), Codec.decode(json, type));
        }
    }
}
