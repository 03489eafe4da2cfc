# Odoo 19 Community: your own tree (ODOO_HOME), or Debian's package unpacked beside us.
# The package is only in Debian's unstable suite. Nothing is installed from there: its
# lists are private, the files are downloaded, checked by apt, and unpacked into RUN_DIR.

ODOO_PACKAGES=(odoo-19 fonts-inconsolata fonts-montserrat fonts-roboto-unhinted fonts-ocr-b
               libjs-jquery libjs-jquery-form libjs-underscore)

ensure_odoo() {
    if [ -z "${ODOO_HOME:-}" ]; then
        ODOO_HOME=$RUN_DIR/src/usr/lib/python3/dist-packages
        [ -e "$RUN_DIR/src/.complete" ] || unpack_odoo
    fi
    ODOO_HOME=$(cd "$ODOO_HOME" 2>/dev/null && pwd -P) || die "ODOO_HOME is not a folder: ${ODOO_HOME:-}"
    [ -f "$ODOO_HOME/odoo/release.py" ] || die "no Odoo in $ODOO_HOME (odoo/release.py is missing); set ODOO_HOME to an Odoo 19 source tree"
    grep -q '^version_info = (19, 0' "$ODOO_HOME/odoo/release.py" \
        || die "$ODOO_HOME is not Odoo 19.0; set ODOO_HOME to an Odoo 19 source tree"
    export ODOO_HOME
}

unpack_odoo() {
    local store=$CACHE_DIR/odoo deb
    need_space 2500 "$RUN_DIR"
    if ! (cd "$store" 2>/dev/null && sha256sum --quiet -c SHA256SUMS >/dev/null 2>&1); then
        download_odoo "$store"
    fi
    say "unpacking Odoo 19"
    rm -rf "$RUN_DIR/src"
    mkdir -p "$RUN_DIR/src"
    for deb in "$store"/*.deb; do
        dpkg -x "$deb" "$RUN_DIR/src" || die "cannot unpack $deb; remove $store and try again"
    done
    complete_odoo
    link_font_awesome
    touch "$RUN_DIR/src/.complete"
}

# Debian leaves one bundled script out (background blur in calls); without the file every
# browser test stops at a 404 on the console.
complete_odoo() {
    local lib=$RUN_DIR/src/usr/lib/python3/dist-packages/odoo/addons/mail/static/lib/selfie_segmentation
    mkdir -p "$lib"
    [ -e "$lib/selfie_segmentation.js" ] || : >"$lib/selfie_segmentation.js"
}

download_odoo() {
    local store=$1 apt=$CACHE_DIR/apt options
    command -v apt-get >/dev/null 2>&1 \
        || die "no apt-get here: set ODOO_HOME to an Odoo 19 source tree and start again"
    need_space 400 "$CACHE_DIR"
    say "downloading Odoo 19 (122 MB)"
    rm -rf "$store" && mkdir -p "$store" "$apt/sources" "$apt/lists/partial"
    apt-get update -qq >"$LOG_DIR/apt-odoo.log" 2>&1 || true
    unstable_source >"$apt/sources/unstable.sources" \
        || die "this machine's apt configuration names no Debian mirror; set ODOO_HOME to an Odoo 19 source tree"
    options=(-o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$apt/sources"
             -o "Dir::State::Lists=$apt/lists" -o APT::Sandbox::User=root)
    apt-get "${options[@]}" update -qq >>"$LOG_DIR/apt-odoo.log" 2>&1 \
        || die "cannot read Debian's unstable package list (see $LOG_DIR/apt-odoo.log); set ODOO_HOME to an Odoo 19 source tree"
    (cd "$store" && apt-get "${options[@]}" download "${ODOO_PACKAGES[@]}" >>"$LOG_DIR/apt-odoo.log" 2>&1) \
        || die "Debian has no odoo-19 package any more (see $LOG_DIR/apt-odoo.log); set ODOO_HOME to an Odoo 19 source tree"
    download_font_awesome "$store"
    (cd "$store" && sha256sum -- *.deb >SHA256SUMS)
}

# Odoo needs Font Awesome 4.7; unstable has 6, whose files have other names.
download_font_awesome() {
    local store=$1
    (cd "$store" && apt-get -o APT::Sandbox::User=root download fonts-font-awesome >>"$LOG_DIR/apt-odoo.log" 2>&1) || true
    case "$(ls "$store" | grep fonts-font-awesome || true)" in
        *really4.7*|*_4.7*) ;;
        *) rm -f "$store"/fonts-font-awesome*.deb ;;   # link_font_awesome takes PyPI's
    esac
}

link_font_awesome() {
    local fonts=$RUN_DIR/src/usr/share/fonts-font-awesome/fonts
    [ -e "$fonts/fontawesome-webfont.ttf" ] && return
    ensure_python
    mkdir -p "$fonts"
    cp "$VENV"/lib/python3*/site-packages/xstatic/pkg/font_awesome/data/fonts/* "$fonts/"
}

# The machine's own Debian mirror and key, with the suite changed: nothing is written down here.
unstable_source() {
    local uri key
    uri=$(apt-get indextargets --format '$(REPO_URI) $(ORIGIN) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null \
        | awk '/ Debian main$/ && $1 !~ /security/ { print $1; exit }')
    [ -n "$uri" ] || return 1
    printf 'Types: deb\nURIs: %s\nSuites: unstable\nComponents: main\n' "$uri"
    for key in /usr/share/keyrings/debian-archive-keyring.{gpg,pgp}; do
        [ -e "$key" ] && printf 'Signed-By: %s\n' "$key" && break
    done
    return 0
}
