package org.stemma.gateway.web;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;

/**
 * Lets only so many requests write at a time. Each holds a thread until its commit: without a bound, reads would wait
 * behind writes, and the peer would refuse with an error of its own what is told here in plain words. A place is taken
 * when the body has been read: who sends it a byte at a time holds nobody up.
 */
final class Admission implements HandlerInterceptor {
    private static final String ASKED = Admission.class.getName() + ".asked";
    private static final String ADMITTED = Admission.class.getName() + ".admitted";

    private final Semaphore free;
    private final int most;

    Admission(int most, MeterRegistry registry) {
        this.most = most;
        this.free = new Semaphore(most);
        Gauge.builder("stemma.writes.under.way", free, left -> most - left.availablePermits())
                .description("Requests that wait for their commit now")
                .register(registry);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method && method.hasMethodAnnotation(Writes.class)) {
            request.setAttribute(ASKED, this);
        }
        return true;
    }

    /**
     * Takes a place for a request that writes, all of which was read.
     *
     * @throws Refused {@code gateway.busy}
     */
    static void enter(HttpServletRequest request) {
        if (request.getAttribute(ASKED) instanceof Admission admission) {
            Refused.unless(admission.free.tryAcquire(), GatewayRefusal.BUSY, "writes", admission.most);
            request.removeAttribute(ASKED);
            request.setAttribute(ADMITTED, admission);
        }
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        leave(request);
    }

    /** Frees the place of a request, if it holds one. */
    static void leave(HttpServletRequest request) {
        if (request.getAttribute(ADMITTED) instanceof Admission admission) {
            request.removeAttribute(ADMITTED);
            admission.free.release();
        }
    }
}
