package org.stemma.gateway.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.security.SecurityHeaders;

/** What ends outside of every handler: a problem as well. */
@Controller
class Errors implements ErrorController {
    @Allowed(Allowed.Who.ANYONE)
    @RequestMapping("/error")
    void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        // Of what the server refuses by itself no filter has seen the answer.
        SecurityHeaders.put(response, request.isSecure());
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        String instance = String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI));
        Problems.write(
                Problem.of(Problems.ofHttp(status, "the request is not of its form"), status, instance), response);
    }
}
