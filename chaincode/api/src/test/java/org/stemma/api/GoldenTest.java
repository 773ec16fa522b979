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
        Settlement read = before("Settlement-1-without-shares", Settlement.class);
        assertEquals(Optional.empty(), read.applied().get(0).poolNano());
    }

    @Test
    void charters_of_before_the_council_changed_limits_of_time_are_read() throws IOException {
        Charter read = before("Charter-1-without-limits", Charter.class);
        assertEquals(Optional.empty(), read.limits());
    }

    @Test
    void charters_of_before_they_named_what_orders_are_in_force_on_are_read() throws IOException {
        Charter read = before("Charter-1-without-orders", Charter.class);
        assertEquals(Optional.empty(), read.orders());
    }

    @Test
    void grants_of_before_they_kept_their_price_are_read() throws IOException {
        Grant read = before("Grant-1-without-price", Grant.class);
        assertEquals(Optional.empty(), read.price());
    }

    @Test
    void grants_of_before_they_kept_their_meters_keys_are_read() throws IOException {
        Grant read = before("Grant-1-without-meter-keys", Grant.class);
        assertEquals(Optional.empty(), read.meterKeys());
        assertEquals(Optional.empty(), read.keyOf(read.meters().get(0)));
    }

    @Test
    void envelopes_of_single_commands_are_read() throws IOException {
        Envelope read = before("Envelope-1-without-parts", Envelope.class);
        assertEquals(Optional.empty(), read.parts());
    }

    /** A record of before, which is written again as it was. */
    private static <T extends Document> T before(String name, Class<T> type) throws IOException {
        try (InputStream file = GoldenTest.class.getResourceAsStream("/golden/" + name + ".json")) {
            String json = new String(requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            T read = Codec.decode(json, type);
            assertEquals(json, Codec.encode(read));
            return read;
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
