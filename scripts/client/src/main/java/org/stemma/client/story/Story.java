package org.stemma.client.story;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.stemma.api.asset.AssetVersion.Parent;
import org.stemma.api.kernel.Charter;

/** From a deposit to paid rights holders, on a running network. Broken off, it goes on where it stopped. */
public final class Story {
    private final Stage stage;
    private final Teller teller;

    private Story(Stage stage, Teller teller) {
        this.stage = stage;
        this.teller = teller;
    }

    /**
     * Where the story plays.
     *
     * @param state the network's state folder
     * @param list a Maven project that names the libraries
     * @param libraries where their archives are or will be
     * @param trainer the runnable jar of the attribution module
     */
    public record Stage(Path state, Path list, Path libraries, Path trainer) {
        /** The end of the story, written when it has been told. */
        public Path summary() {
            return state.resolve("story.txt");
        }

        Path batchKey() {
            return state.resolve("batch-meter.key");
        }

        Path model() {
            return state.resolve("model").resolve("java-source.stm");
        }
    }

    /** Gets what the story needs from outside, so that nothing is half started without it. */
    public static void prepare(Stage stage) throws IOException {
        Maven.resolve(stage.list(), stage.libraries());
        Library.all(stage.list(), stage.libraries());
    }

    /** Tells the story. */
    public static void tell(Stage stage, PrintStream out) throws IOException {
        Teller teller = new Teller(out);
        new Story(stage, teller).tell();
        Files.write(stage.summary(), teller.summary());
        teller.say(String.format(Locale.ROOT, "the story took %.0f s", teller.seconds()));
    }

    private void tell() throws IOException {
        List<Library> libraries = Library.all(stage.list(), stage.libraries());
        List<Library> known = libraries.subList(0, libraries.size() - 1);
        Library heldOut = libraries.get(libraries.size() - 1);
        List<Member> members = Member.of(stage.state());
        Charter charter = rules(Member.named(members, "Lab"));
        Cast cast = Cast.enter(members, teller);
        List<DataSet> registered = DataSet.register(libraries, cast.archive(), teller);
        List<DataSet> dataSets = registered.subList(0, known.size());
        Council council = new Council(cast, registered.get(known.size()), teller);
        List<Council.Motion> motions = council.propose();
        List<Parent> parents = Model.license(cast, dataSets, teller);
        Model.train(stage.trainer(), stage.model(), known, heldOut, teller);
        Model model = Model.register(cast, parents, stage.model(), teller);
        List<String> prompts = Prompts.of(heldOut.archive(), Figures.COMPLETIONS);
        teller.chapter("The council votes");
        council.decide(motions);
        Shares shares = new Shares(cast, model, charter, teller);
        shares.issue();
        Licences licences = Licences.buy(cast, model, teller);
        long used = Use.complete(cast, model, licences, prompts, teller);
        teller.chapter("What is refused");
        Refusals.unlicensed(cast, model, parents, registered.get(known.size()), teller);
        council.execute(motions);
        council.mustNotSell();
        Council.Motion release = council.proposeRelease();
        Refusals.calls(cast, model, licences, used, prompts.get(0), teller);
        Shares.Sold sold = shares.sell(stage.batchKey());
        Payout payout = new Payout(cast, model, dataSets, teller);
        List<String> grants =
                List.of(licences.perUnit().grant(), licences.expiring().grant(), sold.grant());
        council.decide(List.of(release));
        payout.close(grants);
        payout.settle();
        council.mustShowFee(model);
        payout.claim();
        shares.claim(sold);
        council.execute(List.of(release));
        council.mustSell();
        payout.withdraw(grants);
        Epilogue.reckon(members, teller);
        Epilogue.farewell(members, teller);
    }

    private Charter rules(Member lab) {
        Charter charter = new Settling(lab.as("owner"), teller).charter();
        long period = charter.calendar().get(charter.calendar().size() - 1).epochsPerPeriod();
        Duration length = Duration.ofSeconds(period * charter.epochSeconds());
        teller.say("profile " + charter.profile() + ": epoch " + charter.epochSeconds() + " s, period "
                + length.toSeconds() + " s, grace " + charter.graceSeconds() + " s; a proposal's time may be "
                + charter.aheadSeconds() + " s ahead of a peer's clock and " + charter.behindSeconds() + " s behind");
        return charter;
    }
}
