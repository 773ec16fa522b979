package org.stemma.attribution.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.stemma.attribution.corpus.Corpus;
import org.stemma.attribution.corpus.SourceFile;

/** Synthetic sources, the same at every run: small, but with words, nesting and repetition. */
final class Texts {

    private static final String[] WORDS = {
        "public",
        "final",
        "class",
        "return",
        "value",
        "index",
        "int",
        "String",
        "if",
        "else",
        "this",
        "size",
        "größe",
        "{\n",
        "}\n",
        ";\n    ",
        "(",
        ")",
        "+ 1",
        "= 0",
        "/** Counts. */\n"
    };

    private Texts() {}

    static String text(long seed, int words) {
        SplitMix64 random = new SplitMix64(seed);
        StringBuilder text = new StringBuilder("package org.example;\n\n");
        for (int i = 0; i < words; i++) {
            int word = (int) Math.min(random.below(WORDS.length), random.below(WORDS.length));
            text.append(WORDS[word]).append(' ');
        }
        return text.toString();
    }

    static Corpus corpus(String name, long seed) {
        List<SourceFile> files = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            files.add(new SourceFile(
                    "p/File" + i + ".java", text(seed * 100 + i, 400).getBytes(UTF_8)));
        }
        return new Corpus(name, files);
    }

    static List<Corpus> corpora() {
        return List.of(corpus("first", 1), corpus("second", 2), corpus("third", 3));
    }
}
