package org.stemma.attribution.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stemma.attribution.corpus.Zips;

class TrainTest {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

    @BeforeEach
    void make_archives() throws IOException {
        Zips.of(folder.resolve("a.jar"), "A.java", Texts.text(1, 2_000), "logo.png", "x");
        Zips.of(folder.resolve("b\u00e9.jar"), "B.java", Texts.text(2, 2_000));
        Zips.of(folder.resolve("held.jar"), "C.java", Texts.text(3, 2_000));
        Zips.of(folder.resolve("empty.jar"), "logo.png", "x");
    }

    private int run(String... arguments) {
        List<String> resolved = new ArrayList<>();
        for (String argument : arguments) {
            resolved.add(argument.contains(".") ? folder.resolve(argument).toString() : argument);
        }
        return Train.run(
                new PrintStream(out, true, UTF_8),
                new PrintStream(progress, true, UTF_8),
                resolved.toArray(new String[0]));
    }

    private void refused(String sentence, String... arguments) {
        assertEquals(2, run(arguments));
        assertTrue(progress.toString(UTF_8).contains(sentence), progress.toString(UTF_8));
        assertEquals("", out.toString(UTF_8));
        assertFalse(Files.exists(folder.resolve("m.stemma")), "nothing is left behind");
    }

    @Test
    void trains_evaluates_and_reports_in_one_line_of_json() throws IOException {
        Locale locale = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertEquals(0, run("--out", "m.stemma", "--order", "4", "--evaluate", "held.jar", "a.jar", "b\u00e9.jar"));
        } finally {
            Locale.setDefault(locale);
        }

        String number = "\\d+";
        String digest = "\"sha256:[0-9a-f]{64}\"";
        String corpus = "\\{\"name\":\"%s\",\"files\":1,\"bytes\":" + number + ",\"digest\":" + digest + "}";
        String expected = "\\{\"file\":\".*m\\.stemma\",\"bytes\":" + Files.size(folder.resolve("m.stemma"))
                + ",\"digest\":" + digest
                + ",\"order\":4,\"corpora\":\\[" + String.format(Locale.ROOT, corpus, "a\\.jar") + ","
                + String.format(Locale.ROOT, corpus, "b\\\\u00e9\\.jar")
                + "],\"evaluations\":\\[\\{\"name\":\"held\\.jar\",\"bytes\":" + number
                + ",\"bitsPerByte\":[0-9]\\.[0-9]{3},\"orderZeroBitsPerByte\":[0-9]\\.[0-9]{3}}],\"seconds\":[0-9]+\\.[0-9]{3}}\\R";
        assertTrue(out.toString(UTF_8).matches(expected), out.toString(UTF_8));
        assertTrue(progress.toString(UTF_8).contains("read a.jar: 1 files"), progress.toString(UTF_8));
    }

    @Test
    void writes_the_same_file_again() throws IOException {
        run("--out", "m.stemma", "a.jar", "b\u00e9.jar");
        byte[] first = Files.readAllBytes(folder.resolve("m.stemma"));
        run("--out", "m.stemma", "a.jar", "b\u00e9.jar");

        assertArrayEquals(first, Files.readAllBytes(folder.resolve("m.stemma")));
        assertEquals(2, LanguageModel.load(folder.resolve("m.stemma")).corpora().size());
    }

    @Test
    void says_what_to_do_about_bad_input() {
        refused("say with --out", "a.jar");
        refused("name at least one source archive", "--out", "m.stemma");
        refused("give --out a value", "--out");
        refused("give --order a number from 1 to 7, not 'nine'", "--out", "m.stemma", "--order", "nine", "a.jar");
        refused("give --order a number from 1 to 7, not '8'", "--out", "m.stemma", "--order", "8", "a.jar");
        refused("unknown option --verbose", "--out", "m.stemma", "--verbose", "a.jar");
        refused("there is no archive", "--out", "m.stemma", "missing.jar");
        refused("create the folder of --out", "--out", "none/m.stemma", "a.jar");
        refused("is a folder", "--out", ".", "a.jar");
        refused("empty.jar: holds no training text", "--out", "m.stemma", "empty.jar");
        refused("two corpora are named 'a.jar'", "--out", "m.stemma", "a.jar", "a.jar");
        refused("evaluate on an archive that is held out", "--out", "m.stemma", "--evaluate", "a.jar", "a.jar");
    }

    @Test
    void refuses_an_archive_that_is_none() throws IOException {
        Files.writeString(folder.resolve("text.jar"), "no zip");

        refused("text.jar: not a readable zip archive", "--out", "m.stemma", "text.jar");
        assertEquals(1, Arrays.stream(progress.toString(UTF_8).split("\\R")).count());
    }
}
