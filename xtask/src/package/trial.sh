# Runs in the bare Debian: installs nothing but the package, then what shows a window and reads it,
# then opens the window. What the package needs must come with it, so its libraries are looked for
# before anything else is installed.
set -e
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 HOME=/root
apt-get -qq update
apt-get -qq install -y --no-install-recommends /portolan.deb
missing=$(ldd /usr/bin/portolan /usr/bin/portolan-registry | grep 'not found' || true)
if [ -n "$missing" ]; then echo "the package does not bring: $missing"; exit 1; fi
portolan --version
portolan registry --help
apt-get -qq install -y --no-install-recommends \
    xvfb dbus-daemon at-spi2-core python3-gi gir1.2-atspi-2.0 desktop-file-utils libglib2.0-bin
# A link portolan://… leads to the program.
handler=$(gio mime x-scheme-handler/portolan | head -n 1)
entry=/usr/share/applications/${handler##* }
if ! grep -qx 'Exec=portolan %u' "$entry"; then echo "links are opened by: $handler"; exit 1; fi
# The registry alone, which has to be the small program; whatever goes wrong, it ends with the trial.
portolan registry --root /registry --listen 127.0.0.1:5999 &
registry=$!
python3 /registry.py http://127.0.0.1:5999/v2/_catalog
program=$(readlink "/proc/$registry/exe")
if [ "$program" != /usr/bin/portolan-registry ]; then echo "the registry is served by $program"; exit 1; fi
kill "$registry"
wait "$registry" || true
mkdir -p /screen
Xvfb :7 -screen 0 1280x800x24 -nolisten tcp -fbdir /screen &
while [ ! -e /tmp/.X11-unix/X7 ]; do sleep 0.1; done
export DISPLAY=:7
exec dbus-run-session -- sh -c 'portolan & exec python3 /headings.py "$@"' sh "$@"
