"""The tutorial (docs/tutorial/first-licence.md), by a client that is generated from docs/reference/openapi.json."""

import hashlib
import json
import os
import time
import uuid
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from attrs import evolve

from stemma_client import AuthenticatedClient
from stemma_client.api.account import deposit, get_wallet, list_receipts, open_wallet
from stemma_client.api.asset import get_asset, register_asset
from stemma_client.api.books import get_trial_balance, list_accruals
from stemma_client.api.kernel import get_transaction
from stemma_client.api.license_ import buy_grant, get_grant, get_terms, list_presets, make_offer
from stemma_client.api.member import register_party
from stemma_client.api.royalty import claim, get_settlement, list_payables, settle
from stemma_client.api.serving import get_manifest, put_manifest
from stemma_client.models import (
    AssetVersionContent,
    BuyGrantBody,
    BuyGrantBodyPurpose,
    ClaimBody,
    ContentTreeLeaf,
    DepositBody,
    MakeOfferBody,
    Money,
    OpenWalletBody,
    Problem,
    PutManifestJsonBody,
    RegisterAssetBody,
    RegisterAssetBodyKind,
    RegisterPartyBody,
    RegisterPartyBodyKind,
    SettleBody,
    TermsPriceType1,
    Written,
)

T = TypeVar("T")
STATE = Path(os.environ["STEMMA_STATE"])
BASE = int(os.environ["STEMMA_BASE_PORT"])
PORTS = {"lab": 8, "archive": 38, "studio": 68}
# A period of the demo is 10 s long and can be settled 6 s later.
PATIENCE_SECONDS = 60
TOO_EARLY = ("royalty.period_open", "kernel.epoch_not_due")


def member(organisation: str, identity: str) -> AuthenticatedClient:
    keys = json.loads((STATE / "orgs" / organisation / "gateway" / "data" / "demo-keys.json").read_text())["keys"]
    return AuthenticatedClient(
        base_url=f"http://127.0.0.1:{BASE + PORTS[organisation]}", token=keys[identity], raise_on_unexpected_status=True
    )


def got(answer: T | Problem | None) -> T:
    """What came, unless it is a problem: then the program ends."""
    if answer is None or isinstance(answer, Problem):
        raise SystemExit(f"refused: {answer}")
    return answer


def refused(answer: object, *codes: str) -> str:
    """The code of a refusal, which has to be one of these."""
    if isinstance(answer, Problem) and answer.code in codes:
        return answer.code
    raise SystemExit(f"expected to be refused with {codes}: {answer}")


def same(what: str, found: object, expected: object) -> None:
    if found != expected:
        raise SystemExit(f"{what}: {expected} is expected, not {found}")
    print(f"{what}: {found}")


def key() -> str:
    return str(uuid.uuid4())


def xts(amount: str) -> Money:
    return Money(amount=amount, currency="XTS")


def block(written: Written) -> int:
    """Where it stands, for reading it at another gateway; only what was not waited for is in no block yet."""
    if not isinstance(written.block, int):
        raise SystemExit(f"in no block: {written}")
    return written.block


def party(client: AuthenticatedClient, name: str, kind: RegisterPartyBodyKind) -> str:
    body = RegisterPartyBody(name=name, kind=kind)
    return got(register_party.sync(client=client, body=body, idempotency_key=key())).id


def wallet(client: AuthenticatedClient, owner: str) -> str:
    body = OpenWalletBody(party=owner, currency="XTS")
    return got(open_wallet.sync(client=client, body=body, idempotency_key=key())).id


def root_of(leaf: ContentTreeLeaf) -> str:
    """The Merkle root over one file: RFC 6962's hash of the leaf's canonical JSON."""
    canonical = json.dumps(leaf.to_dict(), sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(b"\0" + canonical.encode()).hexdigest()


def register(owner: AuthenticatedClient, author: str, content: bytes) -> str:
    """1. Archive registers a file, and its gateway keeps the manifest, by which anyone finds the root again."""
    leaf = ContentTreeLeaf(digest="sha256:" + hashlib.sha256(content).hexdigest(), path="story.txt", size=len(content))
    body = RegisterAssetBody(
        kind=RegisterAssetBodyKind.DATA_SET,
        name="A short story",
        owner=author,
        content=AssetVersionContent(root=root_of(leaf), files=1, bytes_=len(content), spdx="CC-BY-4.0"),
        contributors=[],
    )
    asset = got(register_asset.sync(client=owner, body=body, idempotency_key=key())).id
    got(put_manifest.sync(asset, "1", client=owner, body=PutManifestJsonBody(leaves=[leaf], v=1)))
    same("registered", got(get_asset.sync(asset, client=owner)).name, "A short story")
    (kept,) = got(get_manifest.sync(asset, "1", client=owner)).leaves
    same("the manifest's root", root_of(kept), root_of(leaf))
    return asset


def offer(owner: AuthenticatedClient, asset: str) -> str:
    """2. Archive offers it under a preset, for 2 XTS and 2 % of what a model earns."""
    presets = got(list_presets.sync(client=owner)).items
    priced = next(terms for terms in presets if terms.name == "Training, priced")
    terms = evolve(priced, price=TermsPriceType1(type_="oneTime", fee=xts("2")), upstream=20_000)
    # Not waited for: 202, and the transaction tells when it is done.
    body = MakeOfferBody(terms=terms, meters=[])
    asked = got(make_offer.sync(asset, client=owner, body=body, idempotency_key=key(), prefer="respond-async"))
    end = time.monotonic() + PATIENCE_SECONDS
    while (state := got(get_transaction.sync(asked.transaction, client=owner)).state) == "pending":
        if time.monotonic() > end:
            raise SystemExit("the offer stays pending")
        time.sleep(0.1)
    same("the offer's transaction", str(state), "valid")
    same("upstream", got(get_terms.sync(asked.id, client=owner)).upstream, 20_000)
    return asked.id


def pay_in(cashier: AuthenticatedClient, reader: AuthenticatedClient, purse: str) -> None:
    """3. Lab's cashier attests 10 XTS: written at Lab's gateway, read at Studio's."""
    cash = DepositBody(wallet=purse, amount=xts("10"), reference=f"client-{purse}")
    paid = got(deposit.sync(client=cashier, body=cash, idempotency_key=key()))
    found = got(get_wallet.sync(purse, client=reader, stemma_after_block=block(paid)))
    same("after the deposit", found.available.amount, "10")


def buy(buyer: AuthenticatedClient, licensee: str, asset: str, terms: str, purse: str) -> Written:
    """4. Studio buys: refused at 1 XTS; at 2 XTS done, and charged once however often it is asked."""

    def purchase(most: str, request: str) -> Written | Problem | None:
        body = BuyGrantBody(
            licensee=licensee,
            asset=asset,
            version=1,
            terms=terms,
            purpose=BuyGrantBodyPurpose.COMMERCIAL,
            meters=[],
            wallet=purse,
            max_fee=xts(most),
            prepay=xts("0"),
        )
        return buy_grant.sync(client=buyer, body=body, idempotency_key=request)

    print("at 1 XTS:", refused(purchase("1", key()), "license.fee_above_max"))
    request = key()
    bought = got(purchase("2", request))
    same("the same again", got(purchase("2", request)), bought)
    same("grant", got(get_grant.sync(bought.id, client=buyer)).id, bought.id)
    same("after the purchase", got(get_wallet.sync(purse, client=buyer)).available.amount, "8")
    return bought


def settled(owner: AuthenticatedClient, asset: str, bought: Written) -> None:
    """5. The fee becomes a royalty, once nothing can enter its period any more."""
    (receipt,) = got(list_receipts.sync(client=owner, asset=asset, stemma_after_block=block(bought))).items
    same("receipt", receipt.gross.amount, "2")
    end = time.monotonic() + PATIENCE_SECONDS
    body = SettleBody(asset=asset, period=receipt.period)
    while not isinstance(answer := settle.sync(client=owner, body=body, idempotency_key=key()), Written):
        # The demo's gateways settle what is due by themselves as well.
        if refused(answer, "royalty.already_settled", *TOO_EARLY) not in TOO_EARLY:
            break
        if time.monotonic() > end:
            raise SystemExit("the period stays open")
        time.sleep(0.5)
    same("settlement", str(got(get_settlement.sync(asset, str(receipt.period), client=owner)).state), "paid")


def paid_out(holder: AuthenticatedClient, author: str, till: str) -> None:
    """The treasury took its fee; the rest is the owner's, once it claims. 6. All of it can be followed."""
    (payable,) = got(list_payables.sync(author, client=holder)).items
    if not 0 < Decimal(payable.amount.amount) < 2:
        raise SystemExit(f"a part of 2 XTS is expected, not {payable.amount}")
    body = ClaimBody(party=author, wallet=till)
    got(claim.sync(client=holder, body=body, idempotency_key=key()))
    same("claimed", got(get_wallet.sync(till, client=holder)).available.amount, payable.amount.amount)
    (accrual,) = got(list_accruals.sync(author, client=holder)).items
    same("accrual", accrual.payable.id, payable.id)
    for line in got(get_trial_balance.sync(client=holder)).currencies:
        same(f"sum of all accounts in {line.currency}", line.sum_, "0")


def main() -> None:
    archive, owner = member("archive", "buyer"), member("archive", "owner")
    studio, cashier = member("studio", "buyer"), member("lab", "cashier")
    author = party(archive, "A generated client's archive", RegisterPartyBodyKind.RIGHTS_HOLDER)
    till = wallet(archive, author)
    asset = register(owner, author, f"Once upon a time, {time.time()}.\n".encode())
    terms = offer(owner, asset)
    reader = party(studio, "A generated client's studio", RegisterPartyBodyKind.LICENSEE)
    purse = wallet(studio, reader)
    pay_in(cashier, studio, purse)
    bought = buy(studio, reader, asset, terms, purse)
    settled(archive, asset, bought)
    paid_out(archive, author, till)
    print("the tutorial is done")


if __name__ == "__main__":
    main()
