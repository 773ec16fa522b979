package org.stemma.contracts.license;

import java.util.Optional;
import org.stemma.api.Money;
import org.stemma.api.Refused;
import org.stemma.api.account.Lane;
import org.stemma.api.account.Purse;
import org.stemma.api.license.Authorization;
import org.stemma.api.license.Grant;
import org.stemma.api.license.LicenseRefusal;
import org.stemma.api.license.Terms;
import org.stemma.contracts.account.Lanes;
import org.stemma.contracts.asset.AssetBook;
import org.stemma.contracts.kernel.Tx;

/** Enforcement at use: order, action, purpose, term, quota and funds, before a model runs. */
final class Enforcement {
    private final Tx tx;
    private final LicenseBook book;
    private final Lanes lanes;

    Enforcement(Tx tx) {
        this.tx = tx;
        this.book = new LicenseBook(tx);
        this.lanes = new Lanes(tx);
    }

    Authorization authorize(Authorization.Question question) {
        Grant grant = book.grant(question.grant());
        LicenseRules.mustBeFor(grant, question.asset());
        new AssetBook(tx).mustBeListed(grant.asset());
        Terms terms = book.terms(grant.terms());
        LicenseRules.mustBeInForce(grant, tx.now());
        LicenseRules.mustAllow(grant, terms, question.action(), question.purpose());
        Refused.unless(!grant.suspended(), LicenseRefusal.GRANT_SUSPENDED, "grant", grant.id());
        if (terms.price() instanceof Terms.Price.PerUnit) {
            LicenseRules.mustName(grant, question.meter());
        }
        Optional<Lane> lane = lanes.lane(grant.id(), question.meter());
        Optional<Purse> purse = lane.flatMap(open -> lanes.purse(grant.id()));
        Optional<Long> units = lane.flatMap(open -> open.quotaLeft()
                .map(left -> left + purse.flatMap(Purse::quotaLeft).orElse(0L)));
        Optional<Money> funds = lane.map(
                open -> purse.map(Purse::balance).orElse(open.balance().with(0)).plus(open.balance()));
        LicenseRules.mustCover(terms.price(), question.units(), units, funds);
        return new Authorization(
                grant.id(),
                grant.asset(),
                grant.version(),
                question.meter(),
                terms.price(),
                units,
                funds,
                grant.validUntil());
    }
}
