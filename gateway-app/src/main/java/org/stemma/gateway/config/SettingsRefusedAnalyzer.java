package org.stemma.gateway.config;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows an operator what is wrong and what to do, rather than a stack trace. Made by Spring, see spring.factories. */
final class SettingsRefusedAnalyzer extends AbstractFailureAnalyzer<SettingsRefused> {
    @Override
    protected FailureAnalysis analyze(Throwable root, SettingsRefused refused) {
        return new FailureAnalysis(refused.getMessage(), refused.next(), refused);
    }
}
