package org.stemma.gateway.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;
import org.stemma.api.member.Role;

/**
 * The settings {@code stemma.*} of a gateway.
 *
 * @param organisation this gateway's organisation, by its MSP id
 * @param network the network's name, for people
 * @param profile the profile that the network runs under; {@code demo} makes keys for all identities
 * @param dataDir where the database, keys and artifacts lie
 * @param identities in plain, for development; else the keystore holds them
 */
@Validated
@ConfigurationProperties("stemma")
public record GatewaySettings(
        @NotBlank String organisation,
        @NotBlank String network,
        @NotBlank String channel,
        @NotBlank String chaincode,
        @NotBlank String profile,
        @NotNull Path dataDir,
        @NotNull @Valid Peer peer,
        @NotEmpty List<@Valid Member> members,
        @DefaultValue List<@Valid Identity> identities,
        @DefaultValue @Valid Scheduler scheduler,
        @DefaultValue @Valid Submission submission) {
    /** The organisation's own peer. */
    public record Peer(
            @NotBlank String endpoint,
            Path tlsCa,
            @DefaultValue("") String hostOverride) {}

    /** A member of the network. */
    public record Member(
            @NotBlank String id,
            @NotBlank String name,
            @DefaultValue("") String gatewayUrl) {}

    /** An enrolled identity in plain PEM files: for development, see {@code stemma.keystore.plain-pem}. */
    public record Identity(
            @NotBlank String name,
            @DefaultValue("") String roles,
            @NotNull Path certificate,
            @NotNull Path key) {
        public Set<Role> roleSet() {
            return Arrays.stream(roles.split(","))
                    .map(String::strip)
                    .filter(role -> !role.isEmpty())
                    .map(role -> Role.valueOf(role.toUpperCase(Locale.ROOT)))
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    /** The agent that closes epochs and settles what is due. */
    public record Scheduler(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("10s") Duration every) {}

    /**
     * How long a transaction may take.
     *
     * @param deadline after which a caller is told that the outcome is unknown
     * @param resubmitAfter without a commit the same transaction is sent again
     * @param endorseTimeout of one attempt to endorse
     * @param maxConcurrent how many requests may write at a time; more are told to come again
     * @param maxAsync how many transactions may be under way for which nobody waits
     */
    public record Submission(
            @DefaultValue("30s") Duration deadline,
            @DefaultValue("3s") Duration resubmitAfter,
            @DefaultValue("10s") Duration endorseTimeout,
            @DefaultValue("80") @Min(1) int maxConcurrent,
            @DefaultValue("64") @Min(1) int maxAsync) {}

    public boolean demo() {
        return profile.equals("demo");
    }
}
