package org.stemma.gateway.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stemma.api.GrantId;
import org.stemma.api.OrgId;
import org.stemma.api.Refused;
import org.stemma.api.usage.UsageCommand;
import org.stemma.api.usage.UsageLine;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.support.TestDatabase;

@Tag("database")
class MeterTest {
    private static final String X509_PREFIX = "302a300506032b6570032100";

    @TempDir
    Path folder;

    private final FakeLedger ledger = new FakeLedger();
    private final DataSource source = TestDatabase.fresh();

    @Test
    void the_key_is_registered_once_however_often_the_process_begins() throws IOException {
        assertEquals(Optional.empty(), meter(Callers.METER).id());

        assertEquals(FakeLedger.METER, meter(Callers.METER).registered());
        assertEquals(FakeLedger.METER, meter(Callers.METER).registered());

        assertEquals(1, ledger.registrations.get());
        assertEquals(Optional.of(FakeLedger.METER), meter(Callers.METER).id());
    }

    @Test
    void without_an_identity_of_role_meter_there_is_no_meter() throws IOException {
        Meter meter = meter();

        Refused refused = assertThrows(Refused.class, meter::registered);

        assertEquals(ServingRefusal.METER_NOT_READY, refused.refusal());
        assertEquals(false, meter.possible());
    }

    @Test
    void a_report_carries_the_request_id_and_the_signature_that_the_ledger_expects()
            throws IOException, GeneralSecurityException {
        ledger.grant("grt_1", FakeLedger.perByte(1, 1), Optional.empty(), 100);
        List<UsageCommand.Report> sent = new ArrayList<>();
        ledger.before = sent::add;
        Instant at = Instant.ofEpochMilli(1500);

        meter(Callers.METER).report(7, List.of(new UsageLine(new GrantId("grt_1"), 1, 96, at, at)));

        UsageCommand.Report report = sent.get(0);
        assertEquals("mtr_1.7", report.request().value());
        byte[] raw = Base64.getDecoder().decode(key().publicKey());
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(
                        HexFormat.of().parseHex(X509_PREFIX + HexFormat.of().formatHex(raw)))));
        verifier.update(UsageCommand.Report.statement(report.meter(), report.sequence(), report.lines())
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertTrue(verifier.verify(Base64.getDecoder().decode(report.signature())));
    }

    private MeterKey key() throws IOException {
        return MeterKey.at(folder.resolve("meter.key"));
    }

    private Meter meter(Caller... callers) throws IOException {
        MeterKey key = key();
        return new Meter(key, new MeterLog(source, key.fingerprint()), ledger, identities(List.of(callers)), "meter");
    }

    private static org.stemma.gateway.ledger.Callers identities(List<Caller> callers) {
        return new org.stemma.gateway.ledger.Callers() {
            @Override
            public OrgId organisation() {
                return new OrgId("LabMSP");
            }

            @Override
            public Collection<Caller> all() {
                return callers;
            }

            @Override
            public Optional<Caller> named(String name) {
                return callers.stream()
                        .filter(caller -> caller.name().equals(name))
                        .findFirst();
            }
        };
    }
}
