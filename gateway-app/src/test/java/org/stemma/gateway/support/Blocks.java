package org.stemma.gateway.support;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.common.BlockData;
import org.hyperledger.fabric.protos.common.BlockHeader;
import org.hyperledger.fabric.protos.common.BlockMetadata;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.Header;
import org.hyperledger.fabric.protos.common.HeaderType;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.stemma.api.Digest;

/** Builds blocks. */
public final class Blocks {
    private Blocks() {}

    /** A transaction and what validation makes of it. */
    public record Validated(Envelope envelope, TxValidationCode code) {
        public static Validated valid(Transactions transaction) {
            return new Validated(transaction.build(), TxValidationCode.VALID);
        }
    }

    /** The channel's first block, which holds its configuration. */
    public static Block genesis(String ledger) {
        Envelope configuration = Envelope.newBuilder()
                .setPayload(Payload.newBuilder()
                        .setHeader(Header.newBuilder()
                                .setChannelHeader(ChannelHeader.newBuilder()
                                        .setType(HeaderType.CONFIG_VALUE)
                                        .setChannelId(ledger)
                                        .build()
                                        .toByteString()))
                        .build()
                        .toByteString())
                .build();
        return of(0, List.of(new Validated(configuration, TxValidationCode.VALID)));
    }

    public static Block of(long number, List<Validated> transactions) {
        BlockData.Builder data = BlockData.newBuilder();
        byte[] codes = new byte[transactions.size()];
        for (int i = 0; i < codes.length; i++) {
            data.addData(transactions.get(i).envelope().toByteString());
            codes[i] = (byte) transactions.get(i).code().getNumber();
        }
        byte[] hash = Digest.of(data.build().toByteArray()).hash();
        return Block.newBuilder()
                .setHeader(BlockHeader.newBuilder().setNumber(number).setDataHash(ByteString.copyFrom(hash)))
                .setData(data)
                .setMetadata(BlockMetadata.newBuilder()
                        .addMetadata(ByteString.copyFrom("signatures", StandardCharsets.UTF_8))
                        .addMetadata(ByteString.EMPTY)
                        .addMetadata(ByteString.copyFrom(codes)))
                .build();
    }
}
