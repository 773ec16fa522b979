package org.stemma.gateway.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;
import org.stemma.api.Category;
import org.stemma.api.GrantId;
import org.stemma.api.Refused;
import org.stemma.gateway.config.SettingsRefused;

class PlacesTest {
    private static final GrantId ONE = new GrantId("grt_1");
    private static final GrantId TWO = new GrantId("grt_2");

    @Test
    void one_call_more_than_run_and_wait_is_refused_at_once() {
        Places places = new Places(1, 3);
        places.enter(ONE);
        places.enter(ONE);
        places.enter(TWO);
        places.enter(TWO);

        Refused refused = assertThrows(Refused.class, () -> places.enter(new GrantId("grt_3")));

        assertEquals(ServingRefusal.BUSY, refused.refusal());
        assertEquals(Category.LIMIT, refused.refusal().category());
        places.leave(ONE);
        places.enter(new GrantId("grt_3"));
        assertEquals(4, places.taken());
    }

    @Test
    void no_grant_has_all_places() {
        Places places = new Places(2, 4);
        places.enter(ONE);
        places.enter(ONE);
        places.enter(ONE);

        assertThrows(Refused.class, () -> places.enter(ONE));

        places.enter(TWO);
        places.leave(ONE);
        places.enter(ONE);
    }

    @Test
    void settings_by_which_calls_and_writes_could_hold_all_threads_are_refused() {
        MockEnvironment environment = new MockEnvironment().withProperty("server.tomcat.threads.max", "100");

        ServingConfiguration.mustLeaveThreads(19, 80, environment);
        assertThrows(SettingsRefused.class, () -> ServingConfiguration.mustLeaveThreads(20, 80, environment));
    }
}
