package dev.gangway.port;

/**
 * Carries out what a port's machine decides. An effect that is added does not compile until its method is here and in
 * each class that has hands.
 */
public interface PortHands {
    /** Ask the board what it is. */
    void identify(PortEffect.Identify effect);

    /** Append the job's opening to the ledger. */
    void openRecord(PortEffect.OpenRecord effect);

    /** Run an attempt on the worker. */
    void runAttempt(PortEffect.RunAttempt effect);

    /** Make the worker return soon. */
    void stopWork(PortEffect.StopWork effect);

    /** Hand an answer to the step that asks. */
    void giveAnswer(PortEffect.GiveAnswer effect);

    /** Set the port's one timer. */
    void setTimer(PortEffect.SetTimer effect);

    /** Switch the port's power off and on for a job. */
    void powerCycle(PortEffect.PowerCycle effect);

    /** Switch the port's power for a person. */
    void switchPower(PortEffect.SwitchPower effect);

    /** Have the worker bring the board to a prompt, and a person there. */
    void openShell(PortEffect.OpenShell effect);

    /** Make the worker leave the board soon. */
    void closeShell(PortEffect.CloseShell effect);

    /** Use another label. */
    void relabel(PortEffect.Relabel effect);

    /** Tell that an attempt failed. */
    void tellAttemptFailed(PortEffect.TellAttemptFailed effect);

    /** Append the job's end to the ledger. */
    void closeRecord(PortEffect.CloseRecord effect);

    /** Tell that the job ended. */
    void tellJobEnded(PortEffect.TellJobEnded effect);

    /** Tell that the port is quarantined. */
    void tellQuarantined(PortEffect.TellQuarantined effect);

    /** Tell that the port is back in use. */
    void tellReleased(PortEffect.TellReleased effect);

    /** Refuse what a person asked for. */
    void refuse(PortEffect.Refuse effect);

    /** Log an input that changed nothing. */
    void ignored(PortEffect.Ignored effect);
}
