package org.stemma.gateway;

import org.stemma.api.Category;
import org.stemma.api.Refusal;

/** Why the gateway itself refuses, before the ledger is asked. Thrown as {@link org.stemma.api.Refused}. */
public enum GatewayRefusal implements Refusal {
    KEY_MISSING("gateway.key_missing", Category.UNAUTHENTICATED, "This needs a key: Authorization: Bearer KEY."),
    KEY_UNKNOWN("gateway.key_unknown", Category.UNAUTHENTICATED, "The key is not known here."),
    KEY_EXPIRED("gateway.key_expired", Category.UNAUTHENTICATED, "The key has expired."),
    KEY_REVOKED("gateway.key_revoked", Category.CONFLICT, "The key that this request made was revoked."),
    KEY_ENDED("gateway.key_ended", Category.CONFLICT, "The key has ended already; make a new one instead."),
    RATE_LIMITED(
            "gateway.rate_limited",
            Category.LIMIT,
            "More requests came under this key, or without one, than may; wait."),
    TOKEN_INVALID("gateway.token_invalid", Category.UNAUTHENTICATED, "The token is not accepted here."),
    TOKEN_EXPIRED("gateway.token_expired", Category.UNAUTHENTICATED, "The token has expired."),
    TOKEN_UNMAPPED(
            "gateway.token_unmapped", Category.FORBIDDEN, "The token names no identity that this gateway holds."),
    ISSUER_UNAVAILABLE(
            "gateway.issuer_unavailable", Category.UNAVAILABLE, "The token's issuer can't be asked for its keys."),
    API_KEY_NEEDED("gateway.api_key_needed", Category.FORBIDDEN, "A grant key is not enough for this."),
    GRANT_KEY_NEEDED("gateway.grant_key_needed", Category.FORBIDDEN, "This is asked with the key of a grant."),
    ROLE_MISSING("gateway.role_missing", Category.FORBIDDEN, "The key's identity does not have the needed role."),
    NOT_YOURS("gateway.not_yours", Category.FORBIDDEN, "Only the organisations concerned may see this."),
    CLOSED("gateway.closed", Category.FORBIDDEN, "This is not open to anyone."),
    IDEMPOTENCY_KEY_MISSING(
            "gateway.idempotency_key_missing", Category.MALFORMED, "Writing needs the header Idempotency-Key."),
    NOT_FOUND("gateway.not_found", Category.ABSENT, "There is nothing of this id."),
    PATH_UNKNOWN("gateway.path_unknown", Category.ABSENT, "There is nothing at this path."),
    METHOD_NOT_ALLOWED("gateway.method_not_allowed", Category.MALFORMED, "The path does not take this method."),
    CONTENT_TYPE("gateway.content_type", Category.MALFORMED, "The body is not of a type that is accepted here."),
    NOT_ACCEPTABLE("gateway.not_acceptable", Category.MALFORMED, "The answer can't be given in the accepted types."),
    BODY_TOO_LARGE("gateway.body_too_large", Category.MALFORMED, "The body is larger than what is accepted here."),
    BODY_UNFINISHED("gateway.body_unfinished", Category.MALFORMED, "The body did not come to its end in time."),
    IDENTITY_UNKNOWN("gateway.identity_unknown", Category.INVALID, "This gateway holds no identity of that name."),
    FUNCTION_UNKNOWN(
            "gateway.function_unknown", Category.INVALID, "The ledger has no function of that name for clients."),
    CERTIFICATE_UNFIT(
            "gateway.certificate_unfit", Category.INVALID, "The certificate can't sign for the ledger: see facts.why."),
    NOT_PREPARED(
            "gateway.not_prepared", Category.INVALID, "These bytes are not what this gateway relays: see facts.why."),
    SIGNATURE_WRONG(
            "gateway.signature_wrong",
            Category.INVALID,
            "The signature is not a low-S signature of the certificate's key over these bytes."),
    SIGNER_REFUSED(
            "gateway.signer_refused",
            Category.FORBIDDEN,
            "The peers don't accept the certificate: its authority is not the organisation's, or it was revoked."),
    PREPARE_AGAIN(
            "gateway.prepare_again",
            Category.CONFLICT,
            "The signed transaction can't become valid any more; prepare it again under the same request id."),
    TOO_MANY_STREAMS("gateway.too_many_streams", Category.LIMIT, "As many event streams are open as there may be."),
    TOO_MANY_WEBHOOKS(
            "gateway.too_many_webhooks", Category.CONFLICT, "There are as many webhooks as there may be; remove one."),
    WEBHOOK_TARGET("gateway.webhook_target", Category.INVALID, "Webhooks are not sent to this address."),
    BEHIND("gateway.behind", Category.UNAVAILABLE, "This gateway does not have the block yet."),
    BUSY("gateway.busy", Category.LIMIT, "Too many writes are under way here; try again in a moment."),
    DATABASE_UNAVAILABLE(
            "gateway.database_unavailable",
            Category.UNAVAILABLE,
            "This gateway's database can't be reached; the same request may be sent again."),
    REBUILD_RUNNING("gateway.rebuild_running", Category.CONFLICT, "The read model is being rebuilt already."),
    DUMP_RUNNING("gateway.dump_running", Category.LIMIT, "One dump at a time is made here."),
    HEIGHT_PASSED("gateway.height_passed", Category.CONFLICT, "The read model has more blocks than that already."),
    INTERNAL("gateway.internal", Category.UNAVAILABLE, "Something went wrong here; it was logged.");

    private final String code;
    private final Category category;
    private final String sentence;

    GatewayRefusal(String code, Category category, String sentence) {
        this.code = code;
        this.category = category;
        this.sentence = sentence;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public Category category() {
        return category;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
