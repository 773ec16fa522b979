package org.stemma.client.story;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * SPDX ids for what project files call their licences. Maven has no field for the id, so names and addresses are
 * recognised; what is not stays a {@code LicenseRef}, never a guess.
 */
final class Spdx {
    /** Part of a licence's name or address, in lower case, and its id. The first that occurs counts. */
    private static final Map<String, String> KNOWN = new LinkedHashMap<>();

    static {
        KNOWN.put("apache-2.0", "Apache-2.0");
        KNOWN.put("apache.org/licenses/license-2.0", "Apache-2.0");
        KNOWN.put("mozilla.org/en-us/mpl/2.0", "MPL-2.0");
        KNOWN.put("eclipse-1.0", "EPL-1.0");
        KNOWN.put("epl-v10", "EPL-1.0");
        KNOWN.put("epl-v20", "EPL-2.0");
        KNOWN.put("epl-2.0", "EPL-2.0");
        KNOWN.put("bsd-3-clause", "BSD-3-Clause");
        KNOWN.put("the mit license", "MIT");
        KNOWN.put("mit license", "MIT");
        KNOWN.put("opensource.org/licenses/mit", "MIT");
    }

    private Spdx() {}

    /** Maven: a user may choose any of a project's licences, which is OR. */
    static String expression(List<Pom.License> licenses) {
        return licenses.stream().map(Spdx::id).distinct().collect(Collectors.joining(" OR "));
    }

    static String id(Pom.License license) {
        String text = (license.name() + " " + license.url()).toLowerCase(Locale.ROOT);
        if (license.name().equals("MIT")) {
            return "MIT";
        }
        return KNOWN.entrySet().stream()
                .filter(entry -> text.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> "LicenseRef-" + license.name().replaceAll("[^A-Za-z0-9.-]+", "-"));
    }
}
