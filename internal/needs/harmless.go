package needs

import "strings"

// harmlessPrograms use no repository, and run none of a project's code.
var harmlessPrograms = words(`
: [ [[ test true false echo printf print cat tac cp mv rm mkdir rmdir ln ls ll dir touch chmod chown chgrp stat file du df dd sync install mktemp
readlink realpath basename dirname pwd cd pushd popd head tail wc sort uniq cut paste tr sed grep egrep fgrep rg tee diff cmp patch comm join split seq yes nl od
xxd hexdump strings md5sum sha1sum sha256sum sha512sum b2sum cksum base64 base32 openssl gpg gpgv gpgconf apt-key dirmngr tar gzip gunzip zcat bzip2 bunzip2 xz unxz
zstd unzstd lz4 unzip zip 7z 7za rar unrar cpio ar curl wget aria2c ftp scp sftp ssh ssh-keyscan ssh-keygen ssh-agent ssh-add rsync nc ncat netcat telnet ping host dig nslookup
id whoami who groups getent useradd adduser usermod userdel deluser groupadd addgroup groupmod groupdel passwd chpasswd su login newgrp visudo
uname hostname date sleep wait kill pkill killall ps top free uptime nproc lscpu arch dpkg-architecture ulimit umask trap exit return break continue shift set unset
export declare local readonly typeset alias unalias eval read getopts getopt hash type which whereis command builtin let shopt enable logger env printenv locale locale-gen localedef
update-locale tzselect ldconfig ldd objdump objcopy nm size strip readelf patchelf chrpath execstack setcap getcap mount umount mknod losetup swapoff sysctl modprobe
apt apt-get aptitude apt-cache apt-mark apt-config dpkg dpkg-reconfigure dpkg-query dpkg-divert dpkg-deb debconf-set-selections add-apt-repository lsb_release update-alternatives alternatives
update-ca-certificates update-ca-trust update-rc.d update-initramfs apk yum dnf microdnf tdnf rpm rpmbuild zypper pacman emerge brew snap flatpak nix-env nix-channel
nix-collect-garbage guix port pkg pkg_add xbps-install eopkg swupd systemctl service rc-update supervisorctl supervisord cron crond crontab s6-svscan runit runsv
gcc g++ cc c++ cpp clang clang++ ld lld gold as ranlib gfortran tcc icc nvcc hipcc javac java jar jlink jdeps keytool native-image kotlinc scalac rustc rustup rustup-init rustfmt ghcup protoc
buf flatc thrift swig cython f2py nasm yasm fpc gnat gprbuild valac mono mcs csc fsc erl escript ocamlfind ocamlc sdk sdkmanager avdmanager nvm fnm n volta asdf pyenv rbenv rvm
python3-config pkg-config pkgconf virtualenv venv ensurepip easy_install pip-compile activate deactivate black ruff mypy flake8 isort pylint bandit autopep8 pyflakes
phpize pecl pear docker-php-source a2enmod a2dismod a2ensite a2dissite a2enconf apachectl apache2ctl apache2 httpd nginx nginx-debug caddy haproxy traefik varnishd envsubst confd dockerize
wait-for-it.sh wait-for wait-for-it gomplate jq yq xq dasel toml xmllint xmlstarlet htmlq pandoc latex pdflatex xelatex latexmk convert magick identify ffmpeg ffprobe sox gs inkscape rsvg-convert optipng
pngquant jpegoptim cwebp mysql mysqld mysqladmin mysqldump mariadb psql pg_ctl pg_dump pg_isready initdb createdb createuser postgres redis-cli redis-server mongo mongosh mongod sqlite3 sqlplus
rabbitmqctl rabbitmq-plugins kafka-topics.sh elasticsearch elasticsearch-plugin opensearch-plugin influx clickhouse-client node_exporter consul vault nomad aws gcloud gsutil az doctl flyctl heroku
docker docker-compose docker-entrypoint.sh podman buildah skopeo crane kind minikube minio mc gofmt goimports golint staticcheck golangci-lint stringer mockgen wire sqlc templ air dlv upx
setfacl getfacl chattr lsattr mkfifo xargs time timeout nice nohup script expect watch column fold fmt expr bc dc factor shuf tput clear reset stty screen tmux less more man info vi vim nano ed
busybox toybox tini dumb-init gosu su-exec catatonit corepack fc-cache fc-list mkfontscale update-desktop-database update-mime-database gtk-update-icon-cache glib-compile-schemas
dbus-uuidgen dbus-daemon Xvfb xvfb-run chromium google-chrome firefox chromedriver geckodriver wkhtmltopdf libreoffice soffice unoconv tesseract
chsh chroot unshare nsenter setpriv capsh sha3sum sum numfmt truncate fallocate shred link unlink pathchk crudini ini-file augtool dos2unix unix2dos iconv uconv recode
tigerbeetle tailscale wg wg-quick iptables ip ifconfig route ss netstat lsof strace ltrace gdb perf valgrind
go-bindata packr statik esc vgo migrate goose dbmate flyway liquibase atlas sqlx diesel sea sea-orm-cli wasm-opt wasm-bindgen wasm-ld wasi emcc em++ emmake emconfigure
prlimit taskset numactl cgexec systemd-tmpfiles systemd-sysusers loginctl journalctl
nuget paket tuist pod carthage fastlane carton cpanm cpan cpm luarocks tlmgr texhash mktexlsr updmap-sys fmtutil-sys
nodenv jenv goenv tfenv tgenv kubectx mapfile readarray coproc select exec times suspend fg bg jobs disown caller
`)

// words returns the words of a text as a set.
func words(text string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(text) {
		set[w] = true
	}
	return set
}
