# shellcheck shell=bash
# Odoo 19 Community: your own tree (ODOO_HOME), or Debian's package unpacked beside us.
# The package is only in Debian's unstable suite. Nothing is installed from there: its
# lists are private, the files are downloaded, checked by apt, and unpacked into RUN_DIR.

ODOO_PACKAGES=(odoo-19 fonts-inconsolata fonts-montserrat fonts-roboto-unhinted fonts-ocr-b
               libjs-jquery libjs-jquery-form libjs-underscore)
OWN_TREE="set ODOO_HOME to an Odoo 19 source tree and start again"

ensure_odoo() {
    if [ -z "${ODOO_HOME:-}" ]; then
        [ -e "$RUN_DIR/src/.complete" ] || unpack_odoo
        ODOO_HOME=$RUN_DIR/src/usr/lib/python3/dist-packages
    fi
    ODOO_HOME=$(cd "$ODOO_HOME" 2>/dev/null && pwd -P) || die "ODOO_HOME is not a folder; $OWN_TREE"
    grep -q '^version_info = (19, 0' "$ODOO_HOME/odoo/release.py" 2>/dev/null \
        || die "$ODOO_HOME holds no Odoo 19.0 (see odoo/release.py there); $OWN_TREE"
    export ODOO_HOME
}

# A source tree has the addons in addons/, Debian's package in odoo/addons/ (its addons/ is a
# copy of the Python files alone).
addons_home() {
    if [ -d "$ODOO_HOME/odoo/addons/account" ]; then echo "$ODOO_HOME/odoo/addons"; else echo "$ODOO_HOME/addons"; fi
}

unpack_odoo() {
    local store=$CACHE_DIR/odoo deb
    need_space 2500 "$RUN_DIR"
    cached_odoo "$store" || download_odoo "$store"
    say "unpacking Odoo 19 (half a minute)"
    rm -rf "$RUN_DIR/src.new" "$RUN_DIR/src"
    mkdir -p "$RUN_DIR/src.new"
    for deb in "$store"/*.deb; do
        dpkg -x "$deb" "$RUN_DIR/src.new" || die "cannot unpack $deb; remove $store and try again"
    done
    complete_odoo "$RUN_DIR/src.new"
    touch "$RUN_DIR/src.new/.complete"
    mv "$RUN_DIR/src.new" "$RUN_DIR/src"
}

cached_odoo() { # is the folder there and every file in it as it was when downloaded?
    [ -s "$1/SHA256SUMS" ] || return 1
    (cd "$1" && sha256sum --quiet --check SHA256SUMS >/dev/null 2>&1) && return
    say "the cached packages in $1 are damaged, downloading them again"
    return 1
}

download_odoo() {
    local store=$1 new=$1.new apt=$CACHE_DIR/apt options
    command -v apt-get >/dev/null 2>&1 || die "no apt-get here: $OWN_TREE"
    need_space 700 "$CACHE_DIR"
    say "downloading Odoo 19 (122 MB, once)"
    rm -rf "$new" && mkdir -p "$new" "$apt/sources" "$apt/lists/partial" "$apt/cache/archives/partial"
    : >"$LOG_DIR/apt-odoo.log"
    unstable_source "$apt" >"$apt/sources/unstable.sources" \
        || die "this machine's apt configuration names no Debian mirror: $OWN_TREE"
    options=(-o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$apt/sources"
             -o "Dir::State::Lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=)
    apt-get "${options[@]}" update -qq >>"$LOG_DIR/apt-odoo.log" 2>&1 \
        || die "cannot read Debian's unstable package list (see $LOG_DIR/apt-odoo.log): try again, or $OWN_TREE"
    apt-cache "${options[@]}" show odoo-19 >>"$LOG_DIR/apt-odoo.log" 2>&1 \
        || die "Debian has no package odoo-19 any more: $OWN_TREE"
    # apt checks each file against the signed list; the sums below guard the cache from then on.
    patiently download_so_far download_packages \
        || die "downloading odoo-19 failed (see $LOG_DIR/apt-odoo.log): try again, or $OWN_TREE"
    download_font_awesome "$new"
    (cd "$new" && sha256sum -- *.deb >SHA256SUMS)
    rm -rf "$store" && mv "$new" "$store"
}

download_packages() { # of download_odoo, as is the next one
    (cd "$new" && apt-get "${options[@]}" download "${ODOO_PACKAGES[@]}" >>"$LOG_DIR/apt-odoo.log" 2>&1)
}
download_so_far() { echo "… $(du -sm "$new" | cut -f1) MB"; }

# The machine's own Debian mirror and key, with the suite changed: nothing is written down here.
unstable_source() {
    local uri key
    uri=$(debian_mirror)
    if [ -z "$uri" ]; then # no package lists yet: read them into our own folder, no root needed
        mkdir -p "$1/machine/partial"
        apt-get -o "Dir::State::Lists=$1/machine" -o "Dir::Cache=$1/cache" -o APT::Sandbox::User= \
            update -qq >>"$LOG_DIR/apt-odoo.log" 2>&1 || true
        uri=$(debian_mirror -o "Dir::State::Lists=$1/machine")
    fi
    [ -n "$uri" ] || return 1
    printf 'Types: deb\nURIs: %s\nSuites: unstable\nComponents: main\n' "$uri"
    for key in /usr/share/keyrings/debian-archive-keyring.{pgp,gpg}; do
        [ -e "$key" ] && printf 'Signed-By: %s\n' "$key" && break
    done
    return 0
}

debian_mirror() { # [APT OPTION…]
    # shellcheck disable=SC2016 # apt's own placeholders
    apt-get "$@" indextargets --format '$(REPO_URI) $(ORIGIN) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null \
        | awk '/ Debian main$/ && $1 !~ /security/ && !uri { uri = $1 } END { print uri }'
}

# Odoo needs Font Awesome 4.7; unstable has 6, whose files have other names.
download_font_awesome() {
    (cd "$1" && apt-get -o APT::Sandbox::User= download fonts-font-awesome >>"$LOG_DIR/apt-odoo.log" 2>&1) || true
    case "$(cd "$1" && echo fonts-font-awesome*)" in
        *really4.7*|*_4.7*) ;;
        *) rm -f "$1"/fonts-font-awesome*.deb ;; # link_font_awesome takes PyPI's
    esac
}

complete_odoo() { # what Debian's package leaves out
    local src=$1 lib=$1/usr/lib/python3/dist-packages/odoo/addons/mail/static/lib/selfie_segmentation
    local fonts=$1/usr/share/fonts-font-awesome/fonts
    # Background blur in calls; without the file every browser test stops at a 404 on the console.
    mkdir -p "$lib"
    [ -e "$lib/selfie_segmentation.js" ] || : >"$lib/selfie_segmentation.js"
    [ -e "$fonts/fontawesome-webfont.ttf" ] || { ensure_python; mkdir -p "$fonts"
        cp "$VENV"/lib/python3*/site-packages/xstatic/pkg/font_awesome/data/fonts/* "$fonts/"; }
    [ -e "$src/usr/lib/python3/dist-packages/odoo/release.py" ] \
        || die "the package odoo-19 has changed its layout: $OWN_TREE"
}
