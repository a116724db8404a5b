"""The first version of the consent text, in German, the language that counts."""

FIRST = """\
Live-Sitzungen können aufgezeichnet werden. Wir fragen Sie deshalb vorher. Ihre Antwort ist freiwillig. Sie haben \
keinen Nachteil, wenn Sie Nein sagen.

Wofür Ihre Antwort gilt, bestimmen Sie: nur für einen Termin, oder für alle Termine dieses Durchgangs, bis Sie \
widerrufen. Für andere Kurse und Durchgänge gilt sie nicht.

Was aufgezeichnet wird: Ton, Kamerabilder, geteilte Bildschirme, die Folien, der öffentliche Chat und die Namen der \
Anwesenden. Nebenräume in kleinen Gruppen werden nicht aufgezeichnet.

Wozu: Wer im selben Durchgang lernt, kann die Sitzung noch einmal ansehen oder eine verpasste nachholen. Für andere \
Zwecke wird die Aufzeichnung nicht benutzt. Sie dient nicht dazu, Sie zu bewerten.

Wer sie sieht: die Teilnehmenden und die Dozent*innen dieses Durchgangs und die Kursplanung des Trägers, und auch sie \
erst, wenn sie freigegeben ist oder um sie zu prüfen.

Wo und wie lange: auf dem Konferenzserver, über den der Träger die Sitzung anbietet. Sie wird spätestens 28 Tage nach \
dem Ende des Durchgangs gelöscht.

Verantwortlich ist der Träger Ihres Kurses.

Sie können Ihre Einwilligung jederzeit zurückziehen, auch nach der Sitzung, für einen Termin oder für alle. Dann wird \
sofort verborgen, was mit Ihnen aufgezeichnet ist, und der Träger entscheidet, ob er es löscht oder Sie daraus \
entfernt. Was bis dahin geschehen ist, bleibt rechtmäßig.
"""
