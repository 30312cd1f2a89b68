package dev.gangway.uboot.command;

import dev.gangway.model.FailureException;
import dev.gangway.shell.BenchSecrets;
import dev.gangway.shell.Caller;
import dev.gangway.uboot.bundle.BootChoice;
import dev.gangway.uboot.bundle.BootPlan;
import dev.gangway.uboot.bundle.BundleManifest;
import dev.gangway.uboot.bundle.FlashBundle;
import dev.gangway.uboot.bundle.source.BundleSources;
import java.util.Locale;

/**
 * A flash bundle as a line of words means it.
 *
 * @param sources where bundles come from
 * @param line the words
 * @param caller who said them, and whose files they name
 * @param secrets what the caller is not shown
 */
record BundleWords(BundleSources sources, UbootLine line, Caller caller, BenchSecrets secrets) {
    /** The bundle, opened; what is strange about it is told, and what it has of secrets is one from here on. */
    BundleSources.Sourced open() throws FailureException {
        BundleSources.Sourced sourced = sources.open(
                line.words().get(0),
                caller.folder(),
                line.text(UbootLine.MANIFEST).orElse(FlashBundle.MANIFEST));
        sourced.bundle()
                .manifest()
                .login()
                .secret()
                .ifPresent(password -> secrets.hide(BundleManifest.PASSWORD, password));
        sourced.bundle().notes().forEach(note -> caller.err().println("uboot: note: " + note));
        return sourced;
    }

    /** What exactly is to be done with it. */
    BootPlan plan(FlashBundle bundle) throws FailureException {
        return BootPlan.of(
                bundle,
                new BootChoice(
                        line.text(UbootLine.TARGET),
                        line.text(UbootLine.VARIANT),
                        line.text(UbootLine.KERNEL).map(caller::file),
                        line.text(UbootLine.INITRAMFS).map(caller::file),
                        line.text(UbootLine.DTB).map(caller::file)));
    }

    /** Tells all of that. */
    void tell() throws FailureException {
        BundleSources.Sourced sourced = open();
        BundleManifest manifest = sourced.bundle().manifest();
        BootPlan plan = plan(sourced.bundle());
        say("bundle", manifest.name() + (manifest.manufacturer().isEmpty() ? "" : ", " + manifest.manufacturer()));
        manifest.link().ifPresent(link -> say("link", link));
        say("from", sourced.origin());
        for (BootPlan.Loading loading : plan.loads()) {
            say(
                    loading.part().name().toLowerCase(Locale.ROOT),
                    loading.file() + " at " + loading.address() + ", " + loading.measured());
        }
        manifest.dtb()
                .ifPresent(dtb -> say(
                        "variant",
                        plan.variant().orElse("none") + ", of "
                                + String.join(", ", dtb.variants().keySet())));
        say("boot", plan.bootcmd());
        say("login", manifest.login() + ", shell \"" + manifest.login().shell() + "\"");
        manifest.preflash().forEach(command -> say("preflash", command));
        say(
                "target",
                plan.target() + " = " + plan.device() + ", of "
                        + String.join(", ", manifest.targets().keySet()));
    }

    private void say(String what, String told) {
        caller.out().println(String.format(Locale.ROOT, "%-9s %s", what, secrets.text(told)));
    }
}
