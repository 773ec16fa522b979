package org.stemma.it;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that every bench writes: an array of {@code {metric, value, unit, against, ratio}}. */
final class Metrics {
    private final JsonArray all = new JsonArray();

    void add(String metric, double value, String unit) {
        add(metric, value, unit, "", 0);
    }

    /** @param against another metric, or nothing; {@code ratio} is how this one stands to it */
    void add(String metric, double value, String unit, String against, double ratio) {
        JsonObject one = new JsonObject();
        one.addProperty("metric", metric);
        one.addProperty("value", rounded(value));
        one.addProperty("unit", unit);
        if (against.isEmpty()) {
            one.add("against", JsonNull.INSTANCE);
            one.add("ratio", JsonNull.INSTANCE);
        } else {
            one.addProperty("against", against);
            one.addProperty("ratio", rounded(ratio));
        }
        all.add(one);
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(
                file,
                new GsonBuilder().setPrettyPrinting().serializeNulls().create().toJson(all) + "\n");
    }

    private static BigDecimal rounded(double value) {
        return BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_EVEN).stripTrailingZeros();
    }
}
