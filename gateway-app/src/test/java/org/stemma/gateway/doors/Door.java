package org.stemma.gateway.doors;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.stemma.api.Codec;
import org.stemma.api.MalformedException;
import org.stemma.gateway.support.Http;
import org.stemma.gateway.web.Writes;

/** A gateway's HTTP, by the ledger's functions: command in, route, headers and body out. */
final class Door {
    /** Functions that a door stands for whose annotation names another. */
    private static final Map<String, String> SAME_DOOR =
            Map.of("license:registerDerived", "asset:register", "license:addDerivedVersion", "asset:addVersion");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, Route> routes = new TreeMap<>();
    private final Map<String, String> keys;
    private final String base;

    /** Where a function is written. */
    record Route(String method, String path, Set<String> added) {}

    Door(RequestMappingHandlerMapping mappings, Path data, int port) {
        mappings.getHandlerMethods().forEach((info, handler) -> {
            Writes writes = handler.getMethodAnnotation(Writes.class);
            if (writes != null && !writes.function().isEmpty()) {
                routes.put(writes.function(), route(info, writes));
            }
        });
        keys = Http.demoKeys(data);
        base = "http://127.0.0.1:" + port;
    }

    private static Route route(RequestMappingInfo info, Writes writes) {
        RequestMethod method =
                info.getMethodsCondition().getMethods().iterator().next();
        return new Route(method.name(), info.getPatternValues().iterator().next(), Set.of(writes.added()));
    }

    boolean leadsTo(String function) {
        return routes.containsKey(SAME_DOOR.getOrDefault(function, function));
    }

    Set<String> functions() {
        return new TreeSet<>(routes.keySet());
    }

    Route route(String function) {
        return Objects.requireNonNull(routes.get(SAME_DOOR.getOrDefault(function, function)), function);
    }

    String key(String identity) {
        return String.valueOf(keys.get(identity));
    }

    /** Writes a command, as this identity's key. Request id and members come from the command, unless it is no JSON. */
    HttpResponse<String> write(String identity, String function, String json) throws IOException {
        return write(identity, function, json, "");
    }

    HttpResponse<String> write(String identity, String function, String json, String requestSuffix) throws IOException {
        Route route = route(function);
        Map<String, Object> members;
        try {
            members = new TreeMap<>(Codec.members(json));
        } catch (MalformedException e) {
            return send(request(route.path(), key(identity), "malformed").method(route.method(), text(json)));
        }
        String request = String.valueOf(members.remove("request")) + requestSuffix;
        members.remove("v");
        members.remove("folds");
        members.keySet().removeAll(route.added());
        String path = route.path();
        for (String name : Set.copyOf(members.keySet())) {
            if (path.contains("{" + name + "}")) {
                String value = String.valueOf(members.remove(name));
                path = path.replace("{" + name + "}", URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        }
        return send(request(path, key(identity), request)
                .method(
                        route.method(),
                        members.isEmpty() && route.method().equals("DELETE") ? text("") : text(Codec.write(members))));
    }

    private static HttpRequest.BodyPublisher text(String body) {
        return body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    }

    HttpRequest.Builder request(String path, String key, String request) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(base + path))
                .header("Idempotency-Key", request)
                .header("Accept", "application/json, application/problem+json, */*;q=0.1")
                .header("Content-Type", "application/json");
        return key.isEmpty() ? builder : builder.header("Authorization", "Bearer " + key);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** A problem's code; empty if it is none. */
    static String code(HttpResponse<String> answer) {
        return answer.headers().firstValue("Content-Type").orElse("").startsWith("application/problem+json")
                ? String.valueOf(Codec.members(answer.body()).get("code"))
                : "";
    }
}
