package org.stemma.attribution.model;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.stemma.attribution.corpus.Corpus;

/**
 * The command that trains a model from source archives and writes its file. Prints one line of JSON
 * to standard output and progress to standard error. Exit code 0, or 2 for input that can't be used,
 * with a sentence that says what to do.
 */
public final class Train {

    private static final int OK = 0;
    private static final int BAD_INPUT = 2;

    private final PrintStream progress;
    private final long started = System.nanoTime();

    private Train(PrintStream progress) {
        this.progress = progress;
    }

    public static void main(String[] arguments) {
        System.exit(run(System.out, System.err, arguments));
    }

    /** As {@link #main} for callers that live on: returns the exit code. */
    public static int run(PrintStream out, PrintStream progress, String... arguments) {
        try {
            out.println(new Train(progress).train(TrainArguments.parse(arguments)));
            return OK;
        } catch (FileSystemException e) {
            progress.println("train: make " + e.getFile() + " readable or writable: "
                    + e.getClass().getSimpleName());
            return BAD_INPUT;
        } catch (TrainArguments.UsageException | IOException | IllegalArgumentException e) {
            progress.println("train: " + e.getMessage());
            return BAD_INPUT;
        }
    }

    private JsonLine train(TrainArguments arguments) throws IOException {
        List<Corpus> corpora = read(arguments.archives());
        List<Corpus> heldOut = read(arguments.heldOut());
        requireHeldOut(corpora, heldOut);
        say("counting, order " + arguments.options().order());
        LanguageModel model = LanguageModel.train(corpora, arguments.options());
        model.save(arguments.out());
        say("wrote " + arguments.out());
        List<JsonLine> evaluations = new ArrayList<>();
        for (Corpus corpus : heldOut) {
            evaluations.add(evaluate(model, corpus));
        }
        byte[] file = Files.readAllBytes(arguments.out());
        return new JsonLine()
                .with("file", arguments.out().toString())
                .with("bytes", file.length)
                .with("digest", sha256(file))
                .with("order", model.order())
                .with("corpora", model.corpora().stream().map(Train::described).toList())
                .with("evaluations", evaluations)
                .with("seconds", seconds());
    }

    private List<Corpus> read(List<Path> archives) throws IOException {
        List<Corpus> corpora = new ArrayList<>();
        for (Path archive : archives) {
            Corpus corpus = Corpus.ofArchive(archive);
            say("read " + corpus.name() + ": " + corpus.files().size() + " files, " + corpus.bytes() + " bytes");
            corpora.add(corpus);
        }
        return corpora;
    }

    /** A figure measured on what the model was trained on would say nothing. */
    private static void requireHeldOut(List<Corpus> corpora, List<Corpus> heldOut) {
        List<String> trained = corpora.stream().map(Corpus::digest).toList();
        for (Corpus corpus : heldOut) {
            if (trained.contains(corpus.digest())) {
                throw new IllegalArgumentException(
                        "evaluate on an archive that is held out; '" + corpus.name() + "' is among those to train on");
            }
        }
    }

    private JsonLine evaluate(LanguageModel model, Corpus corpus) {
        say("evaluating on " + corpus.name());
        return new JsonLine()
                .with("name", corpus.name())
                .with("bytes", corpus.bytes())
                .with("bitsPerByte", model.bitsPerByte(corpus))
                .with("orderZeroBitsPerByte", OrderZero.bitsPerByte(corpus));
    }

    private static JsonLine described(TrainedCorpus corpus) {
        return new JsonLine()
                .with("name", corpus.name())
                .with("files", corpus.files())
                .with("bytes", corpus.bytes())
                .with("digest", corpus.digest());
    }

    private static String sha256(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void say(String what) {
        progress.println(String.format(Locale.ROOT, "%7.2f s  %s", seconds(), what));
    }

    private double seconds() {
        return (System.nanoTime() - started) / 1e9;
    }
}
