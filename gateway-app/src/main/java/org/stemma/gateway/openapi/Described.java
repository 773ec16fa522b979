package org.stemma.gateway.openapi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.stemma.api.Codec;

/**
 * What the code does not say of an operation: its summary and its examples. One file each, named by its operationId, in
 * the folder {@code openapi/operations} of the resources.
 *
 * @param id the operationId, which is a client's name for it and so never changes
 * @param operation method and path, as {@code POST /v1/grants}
 * @param parameters examples of the path's and the query's, by name
 * @param request an example of the body, if it is JSON
 * @param answer an example of the success's body
 * @param status of success, where it is not what others of its kind answer
 * @param problems statuses beyond those that all operations of its kind can answer
 */
record Described(
        String id,
        String operation,
        String summary,
        Map<String, Object> parameters,
        Optional<Object> request,
        Optional<Object> answer,
        Optional<String> status,
        List<Integer> problems) {
    private static final String FOLDER = "openapi/operations/";
    private static final String SUFFIX = ".json";

    /** All of them, by operation. */
    static SortedMap<String, Described> all() {
        SortedMap<String, Described> all = new TreeMap<>();
        try {
            for (Resource file :
                    new PathMatchingResourcePatternResolver().getResources("classpath*:" + FOLDER + "*" + SUFFIX)) {
                Described one = read(file);
                if (all.put(one.operation(), one) != null) {
                    throw new IllegalStateException("two files of " + FOLDER + " describe " + one.operation());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(FOLDER, e);
        }
        return all;
    }

    private static Described read(Resource file) throws IOException {
        String name = Objects.requireNonNull(file.getFilename());
        Map<String, Object> members = Codec.members(file.getContentAsString(StandardCharsets.UTF_8));
        return new Described(
                name.substring(0, name.length() - SUFFIX.length()),
                String.valueOf(members.get("operation")),
                String.valueOf(members.get("summary")),
                members.get("parameters") instanceof Map<?, ?> map ? named(map) : Map.of(),
                Optional.ofNullable(members.get("request")),
                Optional.ofNullable(members.get("answer")),
                Optional.ofNullable(members.get("status")).map(String::valueOf),
                members.get("problems") instanceof List<?> list
                        ? list.stream()
                                .map(status -> Integer.parseInt(String.valueOf(status)))
                                .toList()
                        : List.of());
    }

    private static Map<String, Object> named(Map<?, ?> map) {
        SortedMap<String, Object> named = new TreeMap<>();
        map.forEach((name, value) -> named.put(String.valueOf(name), value));
        return named;
    }
}
