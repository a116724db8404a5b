"""The first version of the consent text, in German, the language that counts."""

FIRST = """\
Diese Live-Sitzung kann aufgezeichnet werden. Wir fragen Sie deshalb vorher. Ihre Antwort ist freiwillig. Sie haben \
keinen Nachteil, wenn Sie Nein sagen.

Was aufgezeichnet wird: Ton, Kamerabilder, geteilte Bildschirme, die Folien, der öffentliche Chat und die Namen der \
Anwesenden. Nebenräume in kleinen Gruppen werden nicht aufgezeichnet.

Wofür: Wer im selben Durchgang lernt, kann die Sitzung noch einmal ansehen oder eine verpasste nachholen. Für andere \
Zwecke wird die Aufzeichnung nicht benutzt. Sie dient nicht dazu, Sie zu bewerten.

Wer sie sieht: die Teilnehmenden und die Dozent*innen dieses Durchgangs und die Kursplanung des Trägers, und auch sie \
erst, wenn sie freigegeben ist oder um sie zu prüfen.

Wo und wie lange: auf dem Konferenzserver, über den der Träger die Sitzung anbietet. Sie wird spätestens 28 Tage nach \
dem Ende des Durchgangs gelöscht.

Verantwortlich ist der Träger Ihres Kurses.

Sie können Ihre Einwilligung jederzeit zurückziehen, auch nach der Sitzung. Dann wird die Aufzeichnung sofort \
verborgen, und der Träger entscheidet, ob er sie löscht oder Sie daraus entfernt. Was bis dahin geschehen ist, bleibt \
rechtmäßig.
"""
