package org.stemma.gateway.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.springframework.web.servlet.HandlerInterceptor;
import org.stemma.api.Refused;
import org.stemma.gateway.GatewayRefusal;
import org.stemma.gateway.readmodel.ReadModel;

/**
 * Lets a client that wrote at one gateway read its write at another: with {@code Stemma-After-Block: N} the answer waits
 * until this gateway has block N.
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
        String block = request.getHeader(HEADER);
        if (block != null) {
            if (!block.matches("0|[1-9][0-9]{0,14}")) {
                throw Malformed.at(HEADER, "the number of a block is expected");
            }
            Refused.unless(
                    readModel.awaitBlock(Long.parseLong(block), AT_MOST),
                    GatewayRefusal.BEHIND,
                    "height",
                    readModel.height(),
                    "asked",
                    block);
        }
        return true;
    }
}
