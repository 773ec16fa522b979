package org.stemma.gateway.account;

import static org.stemma.gateway.security.Allowed.Who.MEMBER;
import static org.stemma.gateway.security.Allowed.Who.ROLES;

import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.stemma.api.PartyId;
import org.stemma.api.WalletId;
import org.stemma.api.WithdrawalId;
import org.stemma.api.account.AccountCommand;
import org.stemma.api.account.Withdrawal;
import org.stemma.api.member.Role;
import org.stemma.gateway.ledger.Caller;
import org.stemma.gateway.security.Allowed;
import org.stemma.gateway.web.Malformed;
import org.stemma.gateway.web.Paging;
import org.stemma.gateway.web.Paging.Listing;
import org.stemma.gateway.web.Submissions;
import org.stemma.gateway.web.Write;
import org.stemma.gateway.web.Writes;
import org.stemma.gateway.web.Written;

/** Wallets, deposits, withdrawals. */
@RestController
class AccountController {
    private final AccountQueries accounts;
    private final Submissions submissions;
    private final FoldingWrites folding;

    AccountController(AccountQueries accounts, Submissions submissions, FoldingWrites folding) {
        this.accounts = accounts;
        this.submissions = submissions;
        this.folding = folding;
    }

    @PostMapping("/v1/wallets")
    @Allowed(
            value = ROLES,
            roles = {Role.OWNER, Role.BUYER, Role.HOLDER})
    @Writes(function = "account:openWallet", command = AccountCommand.OpenWallet.class, location = "/v1/wallets/{id}")
    ResponseEntity<Written> openWallet(Write write) {
        return submissions.submit(write, "account:openWallet", AccountCommand.OpenWallet.class);
    }

    @GetMapping("/v1/wallets")
    @Allowed(value = MEMBER, privateRows = true)
    Listing<WalletView> wallets(Caller caller, @RequestParam Optional<PartyId> party, Paging paging) {
        return paging.listing(accounts.wallets(caller, party, paging));
    }

    @GetMapping("/v1/wallets/{id}")
    @Allowed(value = MEMBER, privateRows = true)
    WalletView wallet(Caller caller, @PathVariable WalletId id) {
        return accounts.wallet(caller, id);
    }

    @PostMapping("/v1/wallets/{wallet}/fold")
    @Allowed(
            value = ROLES,
            roles = {Role.BUYER, Role.HOLDER})
    @Writes(function = "account:foldCredits", command = AccountCommand.FoldCredits.class, location = "/v1/wallets/{id}")
    ResponseEntity<Written> fold(Write write) {
        return folding.submit(
                write,
                "account:foldCredits",
                AccountCommand.FoldCredits.class,
                command -> Optional.of(command.wallet()));
    }

    @PostMapping("/v1/deposits")
    @Allowed(
            value = ROLES,
            roles = {Role.CASHIER})
    @Writes(function = "account:deposit", command = AccountCommand.Deposit.class)
    ResponseEntity<Written> deposit(Write write) {
        return submissions.submit(write, "account:deposit", AccountCommand.Deposit.class);
    }

    @PostMapping("/v1/withdrawals")
    @Allowed(
            value = ROLES,
            roles = {Role.BUYER, Role.HOLDER})
    @Writes(
            function = "account:requestWithdrawal",
            command = AccountCommand.RequestWithdrawal.class,
            location = "/v1/withdrawals/{id}")
    ResponseEntity<Written> requestWithdrawal(Write write) {
        return folding.submit(
                write,
                "account:requestWithdrawal",
                AccountCommand.RequestWithdrawal.class,
                command -> Optional.of(command.wallet()));
    }

    @PostMapping("/v1/withdrawals/{withdrawal}/payment")
    @Allowed(
            value = ROLES,
            roles = {Role.CASHIER})
    @Writes(
            function = "account:payWithdrawal",
            command = AccountCommand.PayWithdrawal.class,
            location = "/v1/withdrawals/{id}")
    ResponseEntity<Written> payWithdrawal(Write write) {
        return submissions.submit(write, "account:payWithdrawal", AccountCommand.PayWithdrawal.class);
    }

    @GetMapping("/v1/withdrawals")
    @Allowed(value = MEMBER, privateRows = true)
    Listing<Withdrawal> withdrawals(Caller caller, @RequestParam Optional<String> state, Paging paging) {
        state.filter(word -> !word.equals("requested") && !word.equals("paid")).ifPresent(word -> {
            throw Malformed.at("state", word, "requested or paid is expected");
        });
        return paging.listing(accounts.withdrawals(caller, state, paging));
    }

    @GetMapping("/v1/withdrawals/{id}")
    @Allowed(value = MEMBER, privateRows = true)
    Withdrawal withdrawal(Caller caller, @PathVariable WithdrawalId id) {
        return accounts.withdrawal(caller, id);
    }
}
