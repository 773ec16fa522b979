package org.stemma.gateway.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.springframework.web.servlet.HandlerInterceptor;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.readmodel.ReadModel;

/**
 * Lets everybody read here what anybody was told here that it is written, and a client that wrote at one gateway read its
 * write at another: with {@code Stemma-After-Block: N} the answer waits until this gateway has block N.
 */
final class AfterBlock implements HandlerInterceptor {
    static final String HEADER = "Stemma-After-Block";

    private static final Duration AT_MOST = Duration.ofSeconds(10);

    private final ReadModel readModel;

    AfterBlock(ReadModel readModel) {
        this.readModel = readModel;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        long block = Math.max(asked(request), readModel.promised());
        if (block >= readModel.height()) {
            Refused.unless(
                    readModel.awaitBlock(block, AT_MOST),
                    GatewayRefusal.BEHIND,
                    "height",
                    readModel.height(),
                    "asked",
                    block);
        }
        return true;
    }

    private static long asked(HttpServletRequest request) {
        String block = request.getHeader(HEADER);
        if (block == null) {
            return -1;
        }
        if (!block.matches("0|[1-9][0-9]{0,14}")) {
            throw Malformed.at(HEADER, "the number of a block is expected");
        }
        return Long.parseLong(block);
    }
}
