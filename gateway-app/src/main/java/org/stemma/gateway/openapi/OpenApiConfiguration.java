package org.stemma.gateway.openapi;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.security.GrantUser;
import org.stemma.gateway.web.Paging;
import org.stemma.gateway.web.Write;

/** The API's description. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {
    static {
        // What our argument resolvers give is no part of the API.
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Caller.class, GrantUser.class, Paging.class, Write.class);
    }

    @Bean
    Schemas schemas() {
        return new Schemas();
    }

    @Bean
    Operations operations(Schemas schemas) {
        return new Operations(schemas);
    }

    @Bean
    OpenAPI api(java.util.Optional<BuildProperties> build) {
        return new OpenAPI()
                .info(new Info()
                        .title("Stemma: a member's gateway")
                        .version(build.map(BuildProperties::getVersion).orElse("unversioned"))
                        .description("Licences, usage and royalties of AI models on a ledger that the members share."))
                .addServersItem(new Server().url("/").description("the gateway that serves this document"))
                .components(new Components()
                        .addSecuritySchemes(
                                Operations.API_KEY,
                                bearer("an API key, sak_…, or a token of an issuer that the gateway trusts"))
                        .addSecuritySchemes(Operations.GRANT_KEY, bearer("the key of a grant, sgk_…")));
    }

    private static SecurityScheme bearer(String description) {
        return new SecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .description(description);
    }

    @Bean
    GlobalOpenApiCustomizer descriptions(Operations operations) {
        return new Descriptions(operations);
    }
}
