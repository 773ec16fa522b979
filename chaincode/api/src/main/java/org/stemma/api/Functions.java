package org.stemma.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.asset.AssetCommand;
import org.stemma.api.governance.GovernanceCommand;
import org.stemma.api.kernel.KernelCommand;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.member.MemberCommand;
import org.stemma.api.royalty.RoyaltyCommand;
import org.stemma.api.share.ShareCommand;
import org.stemma.api.usage.UsageCommand;

/** The ledger's functions that write, by the names that follow from their commands: room and command in camelCase. */
public final class Functions {
    private static final Map<String, Class<? extends Command>> ALL = new TreeMap<>();

    static {
        Stream.of(
                        MemberCommand.class,
                        AccountCommand.class,
                        AssetCommand.class,
                        ShareCommand.class,
                        LicenseCommand.class,
                        UsageCommand.class,
                        RoyaltyCommand.class,
                        GovernanceCommand.class,
                        KernelCommand.class)
                .flatMap(room -> Stream.of(room.getPermittedSubclasses()))
                .filter(type -> type != KernelCommand.Genesis.class)
                .forEach(type -> ALL.put(name(type), type.asSubclass(Command.class)));
    }

    private Functions() {}

    /** The function that carries a command out, such as {@code license:buyGrant}. */
    public static String of(Class<? extends Command> type) {
        return name(type);
    }

    /** All of them, in the order of their names. */
    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    private static String name(Class<?> type) {
        String room = type.getPackageName().substring(type.getPackageName().lastIndexOf('.') + 1);
        String command = type.getSimpleName();
        return room + ":" + Character.toLowerCase(command.charAt(0)) + command.substring(1);
    }

    /** The command of a function such as {@code license:buyGrant}; none for genesis, which was once. */
    public static Optional<Class<? extends Command>> command(String function) {
        return Optional.ofNullable(ALL.get(function));
    }
}
