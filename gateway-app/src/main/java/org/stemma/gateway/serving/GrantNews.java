package org.stemma.gateway.serving;

import java.util.Set;
import org.stemma.api.Drawer;
import org.stemma.api.GrantId;
import org.stemma.gateway.readmodel.BlockListener;
import org.stemma.gateway.readmodel.ReadModel;

/**
 * Ends what is remembered of grants with the block that changes it: a closing, a suspension, a hold on an asset, another
 * charter, a key that is revoked. It goes by what blocks write, so no command can be forgotten here.
 */
final class GrantNews implements BlockListener {
    private static final String GRANTS = Drawer.GRANT.range();
    private static final String LANES = Drawer.LANE.range();
    private static final String KEYS = Drawer.GRANT_KEY.range();
    private static final String ORDERS = Drawer.ORDER.range();
    private static final Set<String> OF_ALL = Set.of(Drawer.CHARTER.key(), Drawer.PARAMETERS.key());

    private final Allowances allowances;
    private final ReadModel readModel;

    GrantNews(Allowances allowances, ReadModel readModel) {
        this.allowances = allowances;
        this.readModel = readModel;
    }

    @Override
    public void wrote(long block, Set<String> keys) {
        keys.forEach(key -> wrote(block, key));
    }

    private void wrote(long block, String key) {
        if (key.startsWith(GRANTS)) {
            allowances.changed(new GrantId(key.substring(GRANTS.length())));
        } else if (key.startsWith(LANES)) {
            allowances.changed(new GrantId(key.substring(LANES.length(), key.indexOf('/', LANES.length()))));
        } else if (key.startsWith(ORDERS) || OF_ALL.contains(key)) {
            allowances.changed();
        } else if (key.startsWith(KEYS)) {
            // Keys are looked up in the books: from now on whoever asks under one waits until they have this block.
            readModel.promise(block);
        }
    }
}
