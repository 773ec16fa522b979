package org.stemma.gateway.backup;

import java.nio.file.Path;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings {@code stemma.copy.*}.
 *
 * @param folder where a second copy of the meter's log is written before anything is acknowledged; on another disk, or it
 *     is of no use. Without it there is none
 */
@ConfigurationProperties("stemma.copy")
public record BackupSettings(Optional<Path> folder) {}
