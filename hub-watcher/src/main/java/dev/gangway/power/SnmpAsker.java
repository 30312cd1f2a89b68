package dev.gangway.power;

import dev.gangway.config.SnmpAccess;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snmp4j.CommunityTarget;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.PDU;
import org.snmp4j.ScopedPDU;
import org.snmp4j.Snmp;
import org.snmp4j.Target;
import org.snmp4j.UserTarget;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.security.AuthHMAC128SHA224;
import org.snmp4j.security.AuthHMAC192SHA256;
import org.snmp4j.security.AuthHMAC256SHA384;
import org.snmp4j.security.AuthHMAC384SHA512;
import org.snmp4j.security.AuthSHA;
import org.snmp4j.security.AuthenticationProtocol;
import org.snmp4j.security.PrivAES128;
import org.snmp4j.security.PrivAES192;
import org.snmp4j.security.PrivAES256;
import org.snmp4j.security.PrivacyProtocol;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.USM;
import org.snmp4j.security.UsmUser;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.transport.DefaultUdpTransportMapping;

/** Who asks a power strip, as its version of SNMP has it. Secrets are read anew for each question. */
interface SnmpAsker {
    /** A session for one question. */
    Snmp open() throws IOException;

    /** The strip, as it is asked. */
    Target<UdpAddress> target(UdpAddress strip) throws IOException;

    /** An empty question. */
    PDU question();

    /** What a strip that says nothing may not like. */
    String silence();

    /** Who asks, for people. */
    String name();

    /** Secrets may be in this environment. */
    static SnmpAsker of(SnmpAccess access, Map<String, String> environment) {
        return access.to(new SnmpAccess.Handler<>() {
            @Override
            public SnmpAsker community(SnmpAccess.Community community) {
                return new OfCommunity(community, environment);
            }

            @Override
            public SnmpAsker user(SnmpAccess.User user) {
                return new OfUser(user, environment);
            }
        });
    }

    /** SNMP 2c. */
    record OfCommunity(SnmpAccess.Community access, Map<String, String> environment) implements SnmpAsker {
        @Override
        public Snmp open() throws IOException {
            return new Snmp(new DefaultUdpTransportMapping());
        }

        @Override
        public Target<UdpAddress> target(UdpAddress strip) throws IOException {
            CommunityTarget<UdpAddress> target =
                    new CommunityTarget<>(strip, new OctetString(access.secret().read(environment)));
            target.setVersion(SnmpConstants.version2c);
            return target;
        }

        @Override
        public PDU question() {
            return new PDU();
        }

        @Override
        public String silence() {
            return "check the host and the community, which a strip does not answer to when it is wrong";
        }

        @Override
        public String name() {
            return "this community";
        }
    }

    /** SNMP 3. The strip's engine is asked for its name and its time each time: it may have started anew. */
    record OfUser(SnmpAccess.User access, Map<String, String> environment) implements SnmpAsker {
        /** RFC 3414, 11.2. */
        private static final int SHORTEST = 8;

        @Override
        public Snmp open() throws IOException {
            SecurityProtocols protocols = new SecurityProtocols(SecurityProtocols.SecurityProtocolSet.none);
            AuthenticationProtocol hash = hash(access.hash());
            protocols.addAuthenticationProtocol(hash);
            SnmpAccess.Privacy privacy = access.privacy();
            @Nullable OID cipher = null;
            @Nullable OctetString key = null;
            if (privacy != null) {
                PrivacyProtocol encrypts = cipher(privacy.cipher());
                protocols.addPrivacyProtocol(encrypts);
                cipher = encrypts.getID();
                key = phrase("privacy", privacy.secret().read(environment));
            }
            USM model = new USM(protocols, new OctetString(MPv3.createLocalEngineID()), 0);
            model.addUser(new UsmUser(
                    new OctetString(access.name()),
                    hash.getID(),
                    phrase("secret", access.secret().read(environment)),
                    cipher,
                    key));
            MPv3 version3 = new MPv3(model);
            version3.setSecurityProtocols(protocols);
            MessageDispatcherImpl dispatcher = new MessageDispatcherImpl();
            dispatcher.addMessageProcessingModel(version3);
            return new Snmp(dispatcher, new DefaultUdpTransportMapping());
        }

        private static OctetString phrase(String key, String text) throws IOException {
            if (text.length() < SHORTEST) {
                throw new IOException("the pass phrase that " + key + " leads to has less than " + SHORTEST
                        + " signs, which SNMP 3 does not allow");
            }
            return new OctetString(text);
        }

        private static AuthenticationProtocol hash(SnmpAccess.Hash hash) {
            return switch (hash) {
                case SHA1 -> new AuthSHA();
                case SHA224 -> new AuthHMAC128SHA224();
                case SHA256 -> new AuthHMAC192SHA256();
                case SHA384 -> new AuthHMAC256SHA384();
                case SHA512 -> new AuthHMAC384SHA512();
            };
        }

        private static PrivacyProtocol cipher(SnmpAccess.Cipher cipher) {
            return switch (cipher) {
                case AES128 -> new PrivAES128();
                case AES192 -> new PrivAES192();
                case AES256 -> new PrivAES256();
            };
        }

        @Override
        public Target<UdpAddress> target(UdpAddress strip) {
            UserTarget<UdpAddress> target = new UserTarget<>();
            target.setAddress(strip);
            target.setVersion(SnmpConstants.version3);
            target.setSecurityName(new OctetString(access.name()));
            target.setSecurityLevel(access.privacy() == null ? SecurityLevel.AUTH_NOPRIV : SecurityLevel.AUTH_PRIV);
            return target;
        }

        @Override
        public PDU question() {
            return new ScopedPDU();
        }

        @Override
        public String silence() {
            return "check the host, whether it speaks SNMP 3, and the user's secret, hash, privacy and cipher";
        }

        @Override
        public String name() {
            return "the user " + access.name();
        }
    }
}
