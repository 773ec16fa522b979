package org.stemma.gateway.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.stemma.gateway.security.Allowed;

/** What ends outside of every handler: a problem as well. */
@Controller
class Errors implements ErrorController {
    @Allowed(Allowed.Who.ANYONE)
    @RequestMapping("/error")
    void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        String instance = String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI));
        Problems.write(Problems.problem(Problems.ofHttp(status, "the request is not of its form"), instance), response);
    }
}
