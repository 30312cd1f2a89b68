package dev.gangway.uboot.bundle;

import dev.gangway.yaml.FieldsBuilder;
import dev.gangway.yaml.Shape;
import java.util.List;
import java.util.Map;

/** What a manifest looks like: bundle.py of jumpstarter-driver-flashers, version v1alpha1. */
final class BundleShape {
    static final String VERSION = "jumpstarter.dev/v1alpha1";
    static final String KIND = "FlashBundleManifest";
    static final String USUAL_LOGIN_PROMPT = "login:";
    static final String USUAL_SHELL_PROMPT = "#";

    private static final int MOST_LETTERS = 2000;
    private static final Shape.Text LINE = new Shape.Text(
            "one line of printable ASCII that is not empty", "[ -~]{0," + MOST_LETTERS + "}[!-~][ -~]{0,200}\n?");
    private static final Shape.Text ANY = new Shape.Text("a text of one line", "[^\\u0000-\\u001f\\u007f]{0,2000}\n?");
    private static final Shape.Text FILE = new Shape.Text("a file of the bundle, such as data/Image", "[ -~]{1,1000}");
    private static final Shape.Text ADDRESS = new Shape.Text(
            "an address as U-Boot takes it, such as \"0x82000000\", or a variable of its own such as ${kernel_addr_r}",
            "(0[xX])?[0-9a-fA-F]{1,16}|\\$\\{[A-Za-z_][A-Za-z0-9_]{0,60}\\}");
    /** Nothing in it that a shell reads as its own: it goes into commands as it is. */
    private static final Shape.Text DEVICE = new Shape.Text(
            "a device such as /dev/mmcblk0, or a controller's address such as /sys/class/block#4fb0000",
            "/dev/disk/by-partlabel/[A-Za-z0-9._+-]{1,72}|/dev/[A-Za-z0-9][A-Za-z0-9._-]{0,40}"
                    + "|/sys/class/block#[A-Za-z0-9:._/@-]{1,100}");

    private static final Shape.Text SECRET =
            new Shape.Text("a password in quotes", "[ -~]{0,200}", Shape.Meaning.SECRET);
    private static final String NAME = "a name: letters, digits, dots, dashes or underscores";
    private static final String NAME_FORM = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

    private static final Shape.Fields LOAD = new FieldsBuilder()
            .required("file", FILE, "The file.")
            .required("address", ADDRESS, "Where it is loaded.")
            .build("a file and where it is loaded: {file: …, address: …}");

    private static final Shape.Fields VARIANT = new FieldsBuilder()
            .optional("file", FILE, "The device tree.")
            .optional("bootcmd", LINE, "Wins over the manifest's.")
            .build("a device tree: its file, or {file: …, bootcmd: …}");

    private static final Shape.Fields DTB = new FieldsBuilder()
            .optional("default", new Shape.Text(NAME, NAME_FORM), "The variant when nobody names one.")
            .required("address", ADDRESS, "Where the device tree is loaded.")
            .required("variants", names("device trees by name", VARIANT), "The device trees.")
            .build("device trees: {default: …, address: …, variants: …}");

    private static final Shape.Fields LOGIN = new FieldsBuilder()
            .optional("login_prompt", LINE, "What asks for the user.", USUAL_LOGIN_PROMPT)
            .optional("username", LINE, "The user.")
            .optional("password", SECRET, "The password.")
            .optional("prompt", LINE, "The shell's prompt.", USUAL_SHELL_PROMPT)
            .build("how the shell is reached: {username: …, prompt: …}");

    private static final Shape.Fields SPEC = new FieldsBuilder()
            .optional("manufacturer", ANY, "Whose boards it is for.", "")
            .optional("link", ANY, "Where people read about them.")
            .required("bootcmd", LINE, "What U-Boot runs when all is loaded.")
            .optional("shelltype", Shape.Word.of(List.of("busybox")), "The shell of the booted Linux.", "busybox")
            .optional("login", LOGIN, "How that shell is reached.")
            .optional("default_target", new Shape.Text(NAME, NAME_FORM), "The target when nobody names one.")
            .required("targets", names("targets by name", DEVICE), "Where an image can be written.")
            .required("kernel", LOAD, "What is booted.")
            .optional("initram", LOAD, "Its initial file system.")
            .optional("dtb", DTB, "Its device trees.")
            .optional(
                    "preflash_commands",
                    new Shape.Items("a list of commands", LINE, 0, false),
                    "What the shell runs before an image is written.",
                    List.of())
            .build("what the bundle has");

    static final Shape.Fields ALL = new FieldsBuilder()
            .required(
                    "apiVersion",
                    new Shape.Word(VERSION + ", the one version that this station reads", List.of(VERSION)),
                    "The version of this form.")
            .required(
                    "kind", new Shape.Word(KIND + ", since this is to be a flash bundle", List.of(KIND)), "What it is.")
            .required(
                    "metadata",
                    new FieldsBuilder()
                            .required("name", new Shape.Text(NAME, NAME_FORM), "The bundle's name.")
                            .build("the bundle's name: {name: …}"),
                    "What it is called.")
            .required("spec", SPEC, "What it has.")
            .build("a flash bundle's manifest");

    private BundleShape() {}

    private static Shape.Names names(String expected, Shape value) {
        return new Shape.Names(expected, NAME, NAME_FORM, value, Map.of(), Map.of());
    }
}
