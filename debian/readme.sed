# README.md as the package has it, in /usr/share/doc: its links lead to what is installed, or are plain words.
s#\[([^]]*)\]\(man/[^)]*\)#\1#g
s#\[[^]]*\]\(etc/ilert-bridge\.toml\)#/etc/ilert-bridge/ilert-bridge.toml#g
s#\[etc/([^]]*)\]\(etc/#[examples/\1](examples/#g
s#\]\(etc/#](examples/#g
s#\]\(LICENSE\)#](/usr/share/common-licenses/Apache-2.0)#g
s#\[([^]]*)\]\((src|tests|CONTRIBUTING|CHANGELOG)[^)]*\)#\1 of the sources#g
