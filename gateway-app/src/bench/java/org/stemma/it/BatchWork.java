package org.stemma.it;

import java.nio.charset.StandardCharsets;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.hyperledger.fabric.client.Proposal;
import org.hyperledger.fabric.client.Transaction;
import org.stemma.api.Codec;
import org.stemma.api.Command;
import org.stemma.api.batch.Batch;
import org.stemma.api.batch.BatchAnswer;

/**
 * Full batches of commands, as a gateway's group commit sends them while many wait: those of a lane change records that no
 * other lane changes, so as many are under way as there are lanes.
 *
 * @param lanes how many
 * @param user who signs, by lane
 * @param command the lane's command of a number
 */
record BatchWork(
        String name,
        int lanes,
        Chaincode ledger,
        IntFunction<Chaincode.User> user,
        BiFunction<Integer, Integer, Command> command)
        implements Work {
    @Override
    public Proposal next(int lane) {
        Batch batch = new Batch(IntStream.range(0, Batch.MAX_COMMANDS)
                .mapToObj(number -> Batch.Entry.of(command.apply(lane, number)))
                .toList());
        return ledger.proposal(user.apply(lane), Batch.FUNCTION, Members.endorsing(lane), Codec.encode(batch));
    }

    @Override
    public int lanes(int all) {
        return lanes;
    }

    @Override
    public int most() {
        return Batch.MAX_COMMANDS;
    }

    @Override
    public int commands(Transaction endorsed) {
        String answer = new String(endorsed.getResult(), StandardCharsets.UTF_8);
        return (int) Codec.decode(answer, BatchAnswer.class).answers().stream()
                .filter(BatchAnswer.Answer::changed)
                .count();
    }
}
