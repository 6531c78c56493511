"""Headers as each provider writes them, from mail that is there in public archives; all names in them are made up.

`genuine(provider)` is what stands above the header of a card mail of Amazon's that came in there, and passed.
"""

from __future__ import annotations

from scanner.catalog import load_catalog
from scanner.messages import Parser
from scanner.model import Message, Origin, RawMessage

SENDER = "gc.email.amazon.co.jp"
_OUT = "a9-31.smtp-out.us-west-2.amazonses.com"

GENUINE = {
    "gmail": f"""\
Delivered-To: ken@example.com
Received: by 2002:a05:7300:1aa3:b0:f2:8d1c:e1b2 with SMTP id p35csp1234567dyc;
        Tue, 5 Mar 2024 01:11:12 -0800 (PST)
X-Google-Smtp-Source: AGHT+IEx0000000000
X-Received: by 2002:a17:902:e8c8:b0:1dd:4c3d:9a5d with SMTP id v8mr123.48.1709629872;
        Tue, 05 Mar 2024 01:11:12 -0800 (PST)
ARC-Seal: i=1; a=rsa-sha256; t=1709629872; cv=none; d=google.com; s=arc-20160816; b=AAAA
ARC-Authentication-Results: i=1; mx.google.com;
       dkim=pass header.i=@{SENDER} header.s=sel header.b=aBcDeFgH;
       spf=pass (google.com: domain of b@bounces.amazon.co.jp designates 54.240.9.31 as permitted sender) smtp.mailfrom=b@bounces.amazon.co.jp
Return-Path: <b@bounces.amazon.co.jp>
Received: from {_OUT} ({_OUT}. [54.240.9.31])
        by mx.google.com with ESMTPS id d9443c01a7336-1dcc9abcdefsi1234567plb.123.2024.03.05.01.11.12
        for <ken@example.com>
        (version=TLS1_2 cipher=ECDHE-ECDSA-AES128-GCM-SHA256 bits=128/128);
        Tue, 05 Mar 2024 01:11:12 -0800 (PST)
Received-SPF: pass (google.com: domain of b@bounces.amazon.co.jp designates 54.240.9.31 as permitted sender) client-ip=54.240.9.31;
Authentication-Results: mx.google.com;
       dkim=pass header.i=@{SENDER} header.s=sel header.b=aBcDeFgH;
       dkim=pass header.i=@amazonses.com header.s=ses header.b=IjKlMnOp;
       spf=pass (google.com: domain of b@bounces.amazon.co.jp designates 54.240.9.31 as permitted sender) smtp.mailfrom=b@bounces.amazon.co.jp;
       dmarc=pass (p=QUARANTINE sp=QUARANTINE dis=NONE) header.from={SENDER}
""",
    "outlook": f"""\
Received: from TYCP286MB1234.jpnp286.prod.outlook.com (2603:1096:400:2a1::11)
 by TYWP286MB5678.JPNP286.PROD.OUTLOOK.COM with HTTPS; Tue, 5 Mar 2024 09:11:14 +0000
Received: from SG2PR02CA0001.apcprd02.prod.outlook.com (2603:1096:3:17::13) by
 TYCP286MB1234.jpnp286.prod.outlook.com (2603:1096:400:2a1::11) with Microsoft
 SMTP Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id
 15.20.7339.39; Tue, 5 Mar 2024 09:11:13 +0000
Received: from SG1PEPF000082E1.apcprd02.prod.outlook.com
 (2603:1096:3:17:cafe::2a) by SG2PR02CA0001.outlook.office365.com
 (2603:1096:3:17::13) with Microsoft SMTP Server id 15.20.7339.39 via Frontend Transport; Tue, 5 Mar 2024 09:11:13 +0000
Authentication-Results: spf=pass (sender IP is 54.240.9.31)
 smtp.mailfrom=bounces.amazon.co.jp; dkim=pass (signature was verified)
 header.d={SENDER};dkim=pass (signature was verified)
 header.d=amazonses.com;dmarc=pass action=none
 header.from={SENDER};compauth=pass reason=100
Received-SPF: Pass (protection.outlook.com: domain of bounces.amazon.co.jp
 designates 54.240.9.31 as permitted sender) receiver=protection.outlook.com; client-ip=54.240.9.31; helo={_OUT}; pr=C
Received: from {_OUT} (54.240.9.31) by
 SG1PEPF000082E1.mail.protection.outlook.com (10.167.240.4) with Microsoft SMTP
 Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.7362.11 via Frontend Transport; Tue, 5 Mar 2024 09:11:12 +0000
""",
    "outlook before 2017": f"""\
x-store-info:4r51+eLowCe79NzwdU2kR3P+ctWZsO+J
Authentication-Results: hotmail.com; spf=pass (sender IP is 54.240.9.31; identity alignment result is pass and alignment mode is relaxed)
 smtp.mailfrom=b@bounces.amazon.co.jp; dkim=pass (identity alignment result is pass and alignment mode is relaxed)
 header.d={SENDER}; x-hmca=pass header.id=gc-orders@{SENDER}
X-SID-PRA: gc-orders@{SENDER}
Received: from {_OUT} ([54.240.9.31]) by COL004-MC1F12.hotmail.com over TLS secured channel with Microsoft SMTPSVC(7.5.7601.23008);
\t Tue, 5 Mar 2013 01:11:12 -0800
""",
    "yahoo": f"""\
Received: from 127.0.0.1
 by atlas-production.v2-mail-prod1-gq1.omega.yahoo.com pod-id atlas--production-gq1-655cc88fc4-nczw5.gq1.yahoo.com with HTTP; Tue, 5 Mar 2024 09:11:13 +0000
Return-Path: <b@bounces.amazon.co.jp>
X-Originating-Ip: [54.240.9.31]
Received-SPF: pass (domain of bounces.amazon.co.jp designates 54.240.9.31 as permitted sender)
Authentication-Results: atlas-production.v2-mail-prod1-gq1.omega.yahoo.com;
 dkim=pass header.i=@{SENDER} header.s=sel arc_overridden_status=NOT_OVERRIDDEN;
 dkim=pass header.i=@amazonses.com header.s=ses arc_overridden_status=NOT_OVERRIDDEN;
 spf=pass smtp.mailfrom=bounces.amazon.co.jp arc_overridden_status=NOT_OVERRIDDEN;
 dmarc=pass(p=QUARANTINE,sp=QUARANTINE) header.from={SENDER} arc_overridden_status=NOT_OVERRIDDEN;
X-Apparently-To: ken@example.com; Tue, 5 Mar 2024 09:11:13 +0000
X-YMailISG: lDjUN34WLDtbSe9T1lApbJhiN
Received: from 54.240.9.31 (EHLO {_OUT})
 by 10.222.142.150 with SMTPs
 (version=TLS1_3 cipher=TLS_AES_128_GCM_SHA256);
 Tue, 05 Mar 2024 09:11:13 +0000
""",
    "yahoo before 2018": f"""\
X-Apparently-To: ken@example.com; Tue, 5 Mar 2013 09:11:13 +0000
Return-Path: <b@bounces.amazon.co.jp>
X-Originating-IP: [54.240.9.31]
Authentication-Results: mta1380.mail.ne1.yahoo.com  from={SENDER}; domainkeys=neutral (no sig);  from={SENDER}; dkim=pass (ok)
Received: from 127.0.0.1  (EHLO {_OUT}) (54.240.9.31)
  by mta1380.mail.ne1.yahoo.com with SMTPS; Tue, 05 Mar 2013 09:11:13 +0000
""",
    "yahoo-japan": f"""\
X-Apparently-To: ken@example.jp; Tue, 5 Mar 2024 18:11:13 +0900
Return-Path: <b@bounces.amazon.co.jp>
X-YMail-JAS: OC0w6Da2hdUHbm7I
X-Originating-IP: [54.240.9.31]
Received-SPF: pass ({_OUT}: domain of b@bounces.amazon.co.jp designates 54.240.9.31 as permitted sender)
 receiver=mta2084.mail.snz.ynwp.yahoo.co.jp; client-ip=54.240.9.31; envelope-from=b@bounces.amazon.co.jp;
Authentication-Results: mta2084.mail.snz.ynwp.yahoo.co.jp  from={SENDER}; domainkeys=neutral (no sig); dkim=pass (ok); header.i=@{SENDER};
 dmarc=pass (p=QUARANTINE,sp=QUARANTINE,pct=100,domain=amazon.co.jp); header.from={SENDER}
Received: from 54.240.9.31  (EHLO {_OUT}) (54.240.9.31)
  by mta2084.mail.snz.ynwp.yahoo.co.jp with SMTPS; Tue, 5 Mar 2024 18:11:12 +0900
""",
    "icloud": f"""\
Return-path: <b@bounces.amazon.co.jp>
Original-recipient: rfc822;ken@example.com
Received: from p00-icloudmta-asmtp-us-central-1k-100-percent-10 by p139-mailgateway-smtp-68dc5445cf-4744b (mailgateway 2634B97)
\twith SMTP id d46c5731-b2bd-4246-beb5-8794eaaa4d6d
\tfor <ken@example.com>; Tue, 5 Mar 2024 09:11:14 GMT
X-Apple-MoveToFolder: INBOX
X-Apple-UUID: d46c5731-b2bd-4246-beb5-8794eaaa4d6d
Received: from {_OUT} ({_OUT} [54.240.9.31])
\tby p00-icloudmta-asmtp-us-central-1k-100-percent-10 (Postfix) with ESMTPS id 9A9F318017A2
\tfor <ken@example.com>; Tue, 5 Mar 2024 09:11:12 +0000 (UTC)
X-ICL-SCORE: 3.332033030043
X-ICL-INFO: GAtbVUseBVFHSVVESAMGUkFKRFcUWUIPAApbVRYSFhEAREQZF15TQFUcAkpaQ1cOEAomGxFWUwMF
 HEgUF10UQhMdW1UUWVAHFAkDWRtfW0BVCg8HRRIHUUNXV0NLHgdaTVdTR1oQXgcZFltVC1VYBhAL
Authentication-Results: bimi.icloud.com; bimi=skipped reason="insufficient dmarc"
X-ARC-Info: policy=fail; arc=none
Authentication-Results: arc.icloud.com; arc=none
Authentication-Results: dmarc.icloud.com; dmarc=pass header.from={SENDER}
X-DMARC-Info: pass=pass; dmarc-policy=quarantine; s=r1; d=r1; pdomain=amazon.co.jp
X-DMARC-Policy: v=DMARC1; p=quarantine
Authentication-Results: dkim-verifier.icloud.com;
\tdkim=pass (1024-bit key) header.d={SENDER} header.i=@{SENDER} header.b=I77INjus
Authentication-Results: spf.icloud.com; spf=pass (spf.icloud.com: domain of b@bounces.amazon.co.jp designates 54.240.9.31 as permitted sender)
 smtp.mailfrom=b@bounces.amazon.co.jp
Received-SPF: pass (spf.icloud.com: domain of b@bounces.amazon.co.jp designates 54.240.9.31 as permitted sender) receiver=spf.icloud.com
""",
    "icloud before 2024": f"""\
Received: from ci74p00im-qukt09072702.me.com by p116-mailgateway-smtp-746c496c44-6mknn (mailgateway 2403B92)
\twith SMTP id 4f24e911-87c4-4315-8f0b-f8245274ec19
\tfor <ken@example.com>; Tue, 2 Jan 2024 18:52:56 GMT
X-Apple-MoveToFolder: INBOX
Received: from {_OUT} ({_OUT} [54.240.9.31])
\tby ci74p00im-qukt09072702.me.com (Postfix) with ESMTPS id 11C766C0012C
\tfor <ken@example.com>; Tue,  2 Jan 2024 18:52:53 +0000 (UTC)
X-ICL-SCORE: 3.332033030043
Authentication-Results: bimi.icloud.com; bimi=none
Authentication-Results: dmarc.icloud.com; dmarc=pass header.from={SENDER}
Authentication-Results: dkim-verifier.icloud.com; dkim=pass (1024-bit key) header.d={SENDER} header.i=@{SENDER} header.b=I77INjus
""",
    "docomo": f"""\
Return-Path: <b@bounces.amazon.co.jp>
Delivered-To: ken@example.ne.jp
Received: from mfsmax.docomo.ne.jp (mfsmax.docomo.ne.jp [203.138.180.112])
\tby mailsv31.spmode.ne.jp with ESMTP id AHAIGCC8ROKE
\tfor <ken@example.ne.jp>; Tue, 5 Mar 2024 18:11:14 +0900 (JST)
Authentication-Results: mfsmax.docomo.ne.jp; spf=pass smtp.mailfrom=b@bounces.amazon.co.jp;
\tdkim=pass header.d={SENDER} header.s=sel; dmarc=pass header.from={SENDER}
Received: from {_OUT} ({_OUT} [54.240.9.31])
\tby mfsmax.docomo.ne.jp (DOCOMO Mail Server Ver2.0) with ESMTP id 7CUV2MC3IA
\tfor <ken@example.ne.jp>; Tue, 5 Mar 2024 18:11:12 +0900 (JST)
""",
    "au": f"""\
Return-Path: <b@bounces.amazon.co.jp>
Authentication-Results: lsean.ezweb.ne.jp; spf=pass smtp.mailfrom=b@bounces.amazon.co.jp; dkim=pass header.d={SENDER}; dmarc=pass header.from={SENDER}
Received: from {_OUT} ({_OUT} [54.240.9.31])
\tby lsean.ezweb.ne.jp (EZweb Mail) with ESMTP id 5D10F1C0
\tfor <ken@example.ne.jp>; Tue, 5 Mar 2024 18:11:12 +0900 (JST)
""",
    "softbank": f"""\
Return-Path: <b@bounces.amazon.co.jp>
Authentication-Results: mx4.softbank.ne.jp; spf=pass smtp.mailfrom=b@bounces.amazon.co.jp; dkim=pass header.d={SENDER}; dmarc=pass header.from={SENDER}
Received: from {_OUT} ({_OUT} [54.240.9.31])
\tby mx4.softbank.ne.jp with ESMTP id 5D10F1C0
\tfor <ken@example.ne.jp>; Tue, 5 Mar 2024 18:11:12 +0900 (JST)
""",
    "gmx": f"""\
Return-Path: <b@bounces.amazon.co.jp>
Authentication-Results:  gmx.net; dkim=pass header.i=@{SENDER}
Authentication-Results:  gmx.net; dkim=pass header.i=@amazonses.com
Received: from {_OUT} ([54.240.9.31]) by mx-ha.gmx.net (mxgmx107
 [212.227.17.5]) with ESMTPS (Nemesis) id 1MydKX-1va9PN213l-00zyre for
 <ken@example.com>; Tue, 05 Mar 2024 10:11:12 +0100
""",
    "fastmail": f"""\
Received: from phl-compute-02.internal (phl-compute-03.phl.internal [10.202.2.43])
\t by sloti18n20 (Cyrus 3.13.0-alpha0-375-g063f46a98e-fm-20240301.001-g6bdaf4a5) with LMTPA;
\t Tue, 05 Mar 2024 04:11:14 -0500
X-Sieve: CMU Sieve 3.0
X-Delivered-to: ken@example.com
Received: from phl-mx-03 ([10.202.2.225])
  by phl-compute-03.internal (LMTPProxy); Tue, 05 Mar 2024 04:11:14 -0500
Received: from phl-mx-03.messagingengine.com (localhost [127.0.0.1])
\tby mailmx.phl.internal (Postfix) with ESMTP id GY6J4D81J3M
\tfor <ken@example.com>; Tue, 05 Mar 2024 04:11:13 -0500
Received: from mailmx.phl.internal (localhost [127.0.0.1])
    by phl-mx-03.messagingengine.com (Authentication Milter) with ESMTP
    id LEDJAUDL6JT.4NNLR9UHOUU; Tue, 05 Mar 2024 04:11:13 -0500
Authentication-Results: phl-mx-03.messagingengine.com;
    x-csa=none;
    x-me-sender=none
Authentication-Results: phl-mx-03.messagingengine.com;
    dkim=pass (1024-bit rsa key sha256) header.d={SENDER}
    header.i=@{SENDER} header.b=d9kEzT1m header.a=rsa-sha256 header.s=sel x-bits=1024;
    dmarc=pass policy.published-domain-policy=quarantine policy.applied-disposition=none (p=quarantine,d=none,d.eval=none) header.from={SENDER};
    iprev=pass smtp.remote-ip=54.240.9.31 ({_OUT});
    spf=pass smtp.mailfrom="bounces+3451362-1e0f-ken=example.com@bounces.amazon.co.jp" smtp.helo={_OUT}
Received: from {_OUT} ({_OUT} [54.240.9.31])
\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)
\t key-exchange X25519 server-signature RSA-PSS (2048 bits))
\t(No client certificate requested)
\tby phl-mx-03.messagingengine.com (Postfix) with ESMTPS id 48HQL2N45F0
\tfor <ken@example.com>; Tue, 05 Mar 2024 04:11:12 -0500
""",
    "own": f"""\
Return-Path: <b@bounces.amazon.co.jp>
Delivered-To: ken@example.net
Received: from mx1.example.net ([10.0.0.5])
\tby imap.example.net with LMTP id aBcD
\tfor <ken@example.net>; Tue, 05 Mar 2024 10:11:13 +0100
Received: from {_OUT} ({_OUT} [54.240.9.31])
\t(using TLSv1.2 with cipher ECDHE-RSA-AES256-GCM-SHA384 (256/256 bits))
\t(No client certificate requested)
\tby mx1.example.net (Postfix) with ESMTPS id 48HQL2N45F0
\tfor <ken@example.net>; Tue, 05 Mar 2024 10:11:12 +0100 (CET)
Authentication-Results: mx1.example.net; dmarc=pass (p=quarantine dis=none) header.from={SENDER}
Authentication-Results: mx1.example.net;
\tdkim=pass (1024-bit key; unprotected) header.d={SENDER} header.i=@{SENDER} header.a=rsa-sha256 header.s=sel header.b=d9kEzT1m
""",
}  # fmt: skip

OWN_HOSTS = ("mx1.example.net",)

# What stands in a sender's own header that wants to be taken for Amazon's card mail.
HEADER = f"""\
Date: Tue, 5 Mar 2024 09:11:10 +0000
From: "Amazon.co.jp" <gc-orders@{SENDER}>
To: ken@example.com
Message-ID: <0101018e0d1c2b3a@us-west-2.amazonses.com>
Subject: A gift card for you
X-Corpus: synthetic
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Hello
"""

_CATALOG = load_catalog()
_PARSER = Parser(_CATALOG)


def message(*parts: str) -> Message:
    """A message of the given pieces of header and body."""
    return _PARSER.parse(RawMessage(Origin("test", ""), "".join(parts).encode("utf-8", "surrogateescape")))
