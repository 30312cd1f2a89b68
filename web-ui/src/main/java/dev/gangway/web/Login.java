package dev.gangway.web;

import java.util.List;

/**
 * Who may use the page when it asks for a login.
 *
 * @param accounts everyone who may log in
 */
public record Login(List<Account> accounts) {
    /** Copies the list; throws {@link IllegalArgumentException} when nobody could log in. */
    public Login {
        accounts = List.copyOf(accounts);
        if (accounts.isEmpty()) {
            throw new IllegalArgumentException("a login needs at least one account");
        }
    }

    /**
     * One person.
     *
     * @param name the name that goes on record as the operator
     * @param password the password's hash, as {@link PasswordHash#of} makes it
     */
    public record Account(String name, PasswordHash password) {}
}
