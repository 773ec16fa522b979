package org.stemma.gateway.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** The tables that are a gateway's own, as the scripts that make them name them. */
final class OwnTables {
    static final List<String> SCRIPTS = Stream.of("gateway", "outbox", "webhook", "meter")
            .map(name -> name + ".sql")
            .toList();

    private static final Pattern TABLE = Pattern.compile("CREATE TABLE IF NOT EXISTS (\\w+)");

    private OwnTables() {}

    static List<String> names() {
        List<String> names = new ArrayList<>();
        for (String script : SCRIPTS) {
            Matcher table = TABLE.matcher(text(script));
            while (table.find()) {
                names.add(table.group(1));
            }
        }
        return names;
    }

    private static String text(String script) {
        try {
            return new ClassPathResource(script).getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void make(DataSource source) {
        SCRIPTS.forEach(script -> new ResourceDatabasePopulator(new ClassPathResource(script)).execute(source));
    }
}
