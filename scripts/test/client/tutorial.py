"""The REST part of the tutorial, by a client that is generated from docs/reference/openapi.json.

Archive registers a file and offers it for a fee; Lab's cashier attests a deposit; Studio buys a licence to train;
Archive issues shares, and reads its receipts, its accruals and who holds what.
"""

import hashlib
import json
import os
import time
import uuid
from pathlib import Path
from typing import TypeVar

from stemma_client import AuthenticatedClient
from stemma_client.api.account import deposit, get_wallet, list_receipts, open_wallet
from stemma_client.api.asset import get_asset, register_asset
from stemma_client.api.books import list_accruals
from stemma_client.api.kernel import get_transaction
from stemma_client.api.license_ import buy_grant, get_grant, list_presets, make_offer
from stemma_client.api.member import register_party
from stemma_client.api.share import issue_shares, list_holdings
from stemma_client.models import (
    AssetVersionContent,
    BuyGrantBody,
    BuyGrantBodyPurpose,
    DepositBody,
    IssueSharesBody,
    MakeOfferBody,
    Money,
    OpenWalletBody,
    Problem,
    RegisterAssetBody,
    RegisterAssetBodyKind,
    RegisterPartyBody,
    RegisterPartyBodyKind,
    Written,
)

T = TypeVar("T")
STATE = Path(os.environ["STEMMA_STATE"])
BASE = int(os.environ["STEMMA_BASE_PORT"])
PORTS = {"lab": 8, "archive": 38, "studio": 68}


def member(organisation: str, identity: str) -> AuthenticatedClient:
    keys = json.loads((STATE / "orgs" / organisation / "gateway" / "data" / "demo-keys.json").read_text())["keys"]
    return AuthenticatedClient(
        base_url=f"http://127.0.0.1:{BASE + PORTS[organisation]}", token=keys[identity], raise_on_unexpected_status=True
    )


def got(answer: T | Problem | None) -> T:
    """What came, unless it is a problem: all that this program asks is allowed."""
    if answer is None or isinstance(answer, Problem):
        raise SystemExit(f"refused: {answer}")
    return answer


def key() -> str:
    return str(uuid.uuid4())


def xts(amount: str) -> Money:
    return Money(amount=amount, currency="XTS")


def block(written: Written) -> int:
    assert isinstance(written.block, int), "a write that was waited for is in a block"
    return written.block


def main() -> None:
    archive, owner = member("archive", "buyer"), member("archive", "owner")
    studio, cashier = member("studio", "buyer"), member("lab", "cashier")

    holder = RegisterPartyBody(name="A generated client's archive", kind=RegisterPartyBodyKind.RIGHTS_HOLDER)
    author = got(register_party.sync(client=archive, body=holder, idempotency_key=key())).id
    content = b"Once upon a time."
    asset = got(
        register_asset.sync(
            client=owner,
            idempotency_key=key(),
            body=RegisterAssetBody(
                kind=RegisterAssetBodyKind.DATA_SET,
                name="A short story",
                owner=author,
                content=AssetVersionContent(
                    root="sha256:" + hashlib.sha256(content).hexdigest(), files=1, bytes_=len(content), spdx="CC-BY-4.0"
                ),
                contributors=[],
            ),
        )
    ).id
    presets = got(list_presets.sync(client=owner)).items
    priced = next(terms for terms in presets if terms.name == "Training, priced")
    offer = MakeOfferBody(terms=priced, meters=[])
    terms = got(make_offer.sync(asset, client=owner, body=offer, idempotency_key=key())).id
    print("offered", got(get_asset.sync(asset, client=owner)).name, "under", terms)

    licensee = RegisterPartyBody(name="A generated client's studio", kind=RegisterPartyBodyKind.LICENSEE)
    reader = got(register_party.sync(client=studio, body=licensee, idempotency_key=key())).id
    opening = OpenWalletBody(party=reader, currency="XTS")
    purse = got(open_wallet.sync(client=studio, body=opening, idempotency_key=key())).id
    cash = DepositBody(wallet=purse, amount=xts("20"), reference=f"client-{purse}")
    paid = got(deposit.sync(client=cashier, body=cash, idempotency_key=key()))
    # Written at Lab's gateway, read at Studio's.
    wallet = got(get_wallet.sync(purse, client=studio, stemma_after_block=block(paid)))
    assert wallet.available.amount == "20", wallet

    def purchase(most: str) -> BuyGrantBody:
        return BuyGrantBody(
            licensee=reader,
            asset=asset,
            version=1,
            terms=terms,
            purpose=BuyGrantBodyPurpose.COMMERCIAL,
            meters=[],
            wallet=purse,
            max_fee=xts(most),
            prepay=xts("0"),
        )

    refused = buy_grant.sync(client=studio, body=purchase("1"), idempotency_key=key())
    assert isinstance(refused, Problem) and refused.code.startswith("license."), refused
    print("refused at 1 XTS:", refused.code)
    again = key()
    bought = got(buy_grant.sync(client=studio, body=purchase("10"), idempotency_key=again))
    assert got(buy_grant.sync(client=studio, body=purchase("10"), idempotency_key=again)) == bought
    print("bought", got(get_grant.sync(bought.id, client=studio)).id)

    # Not waiting: 202, and the transaction tells when it is done.
    shares = IssueSharesBody(holder=author, units=1000)
    issued = got(
        issue_shares.sync(asset, client=owner, body=shares, idempotency_key=key(), prefer="respond-async")
    )
    for _ in range(100):
        if got(get_transaction.sync(issued.transaction, client=owner)).state != "pending":
            break
        time.sleep(0.1)
    holdings = got(list_holdings.sync(asset, client=owner)).items
    assert [(holding.party, holding.units) for holding in holdings] == [(author, 1000)], holdings
    receipts = got(list_receipts.sync(client=archive, asset=asset, stemma_after_block=block(bought))).items
    assert [receipt.gross.amount for receipt in receipts] == ["10"], receipts
    accruals = got(list_accruals.sync(author, client=archive)).items
    print(f"{len(receipts)} receipt, {len(accruals)} accruals, {holdings[0].units} units; the tutorial is done")


if __name__ == "__main__":
    main()
