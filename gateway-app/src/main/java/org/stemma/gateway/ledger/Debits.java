package org.stemma.gateway.ledger;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.stemma.api.Command;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.asset.AssetCommand;
import org.stemma.api.license.LicenseCommand;
import org.stemma.api.royalty.RoyaltyCommand;
import org.stemma.api.share.ShareCommand;
import org.stemma.api.usage.UsageCommand;

/**
 * The records that a command changes and others may want to change at the same time: a wallet that is spent from, a till,
 * a holding, an asset's head. Two transactions that change one of them are never under way at once, since the ledger would
 * take one alone. What is not known here is tried, and tried again if it lost.
 */
final class Debits {
    private Debits() {}

    /** By the names of the records, which are compared and nothing else. */
    static Set<String> of(Caller caller, Command command) {
        if (command instanceof AccountCommand account) {
            return ofAccount(caller, account);
        } else if (command instanceof LicenseCommand license) {
            return ofLicense(license);
        } else if (command instanceof ShareCommand share) {
            return ofShare(share);
        } else if (command instanceof RoyaltyCommand.Claim claim) {
            return Set.of("payables/" + claim.party());
        } else if (command instanceof RoyaltyCommand.ClaimShares claim) {
            return Set.of(holding(claim.asset(), claim.holder()));
        } else if (command instanceof AssetCommand.AddVersion version) {
            return Set.of(asset(version.asset()));
        } else if (command instanceof UsageCommand.Report report) {
            return report.lines().stream().map(line -> grant(line.grant())).collect(Collectors.toUnmodifiableSet());
        }
        return Set.of();
    }

    private static Set<String> ofAccount(Caller caller, AccountCommand command) {
        if (command instanceof AccountCommand.Deposit || command instanceof AccountCommand.PayWithdrawal) {
            return Set.of("till/" + caller.organisation());
        } else if (command instanceof AccountCommand.FoldCredits fold) {
            return Set.of(wallet(fold.wallet()));
        } else if (command instanceof AccountCommand.RequestWithdrawal withdrawal) {
            return Set.of(wallet(withdrawal.wallet()));
        } else if (command instanceof AccountCommand.FoldTreasury fold) {
            return Set.of("treasury/" + fold.currency());
        }
        return Set.of();
    }

    private static Set<String> ofLicense(LicenseCommand command) {
        if (command instanceof LicenseCommand.BuyGrant purchase) {
            return purchase.wallet().map(wallet -> Set.of(wallet(wallet))).orElse(Set.of());
        } else if (command instanceof LicenseCommand.Offer offer) {
            return Set.of(asset(offer.asset()));
        } else if (command instanceof LicenseCommand.WithdrawOffer offer) {
            return Set.of(asset(offer.asset()));
        } else if (command instanceof LicenseCommand.AddDerivedVersion version) {
            return Set.of(asset(version.asset()));
        } else if (command instanceof LicenseCommand.CloseGrant closing) {
            return Set.of(grant(closing.grant()));
        } else if (command instanceof LicenseCommand.ReleaseLanes release) {
            return Set.of(grant(release.grant()));
        }
        return Set.of();
    }

    private static Set<String> ofShare(ShareCommand command) {
        if (command instanceof ShareCommand.Issue issue) {
            return Set.of(asset(issue.asset()));
        } else if (command instanceof ShareCommand.Transfer transfer) {
            // Whoever names one party twice is refused by the ledger.
            return Set.copyOf(
                    List.of(holding(transfer.asset(), transfer.from()), holding(transfer.asset(), transfer.to())));
        } else if (command instanceof ShareCommand.OfferSale offer) {
            return Set.of(holding(offer.asset(), offer.seller()));
        } else if (command instanceof ShareCommand.CancelSale cancel) {
            return Set.of("sale/" + cancel.sale());
        } else if (command instanceof ShareCommand.Buy purchase) {
            return Set.of("sale/" + purchase.sale(), wallet(purchase.wallet()));
        }
        return Set.of();
    }

    private static String wallet(Object id) {
        return "wallet/" + id;
    }

    private static String asset(Object id) {
        return "asset/" + id;
    }

    private static String grant(Object id) {
        return "grant/" + id;
    }

    private static String holding(Object asset, Object holder) {
        return "holding/" + asset + "/" + holder;
    }
}
